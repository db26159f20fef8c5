/** Who is asking: the name that pays for answers, and the credits that it was last said to have. */

import { readSetting, writeSetting } from '../../settings'
import { createStore } from '../../store'
import type { Readable } from '../../store'

/** The name of whoever gives none. */
const GUEST = 'guest'

/** A name and its credits; `null` until the server has said. */
export interface Visitor {
  readonly name: string
  readonly available: number | null
}

const store = createStore<Visitor>({ name: readSetting('visitor') ?? GUEST, available: null })

/** Who is asking. */
export const visitor: Readable<Visitor> = store

/** Takes another name. Its credits are its own, so nothing is known of them yet. */
export function rename(text: string): void {
  const name = text.trim() === '' ? GUEST : text.trim()
  if (name === store.get().name) return
  writeSetting('visitor', name === GUEST ? null : name)
  store.set({ name, available: null })
}

/** Notes what the server said about the credits of `name`. */
export function noteCredits(name: string, available: number): void {
  if (name === store.get().name) store.set({ name, available })
}
