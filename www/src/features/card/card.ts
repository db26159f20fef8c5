/** The card file that is open. It is read here in the browser and goes nowhere unless the visitor sends it. */

import { CuecardError, init, readCard } from 'cuecard'
import type { Import } from 'cuecard'

import { createStore } from '../../store'
import type { Readable } from '../../store'

/** A file that was read. */
export interface OpenCard extends Import {
  readonly fileName: string
  /** The file as it came, with the media type of what it turned out to be. */
  readonly file: Blob
  /** The picture of a PNG card, as an object URL. */
  readonly image: string | null
  /** When it was opened: the clock of its prompts. */
  readonly openedAtMs: number
}

/** What is known of the file. */
export type CardState =
  | { readonly kind: 'empty' }
  | { readonly kind: 'failed'; readonly fileName: string; readonly error: unknown }
  | { readonly kind: 'open'; readonly card: OpenCard }
  | { readonly kind: 'reading'; readonly fileName: string }

const store = createStore<CardState>({ kind: 'empty' })

/** The file that is open. */
export const cardState: Readable<CardState> = store

/** Opens a file in the place of the one before. Of two that are opened at once, the later one stays. */
export async function openCard(file: Blob, fileName: string): Promise<void> {
  const reading: CardState = { kind: 'reading', fileName }
  replace(reading)
  let next: CardState
  try {
    await init()
    next = { kind: 'open', card: await read(file, fileName) }
  } catch (error) {
    next = { kind: 'failed', fileName, error }
  }
  if (store.get() === reading) replace(next)
  else release(next)
}

/** Closes the file. */
export function closeCard(): void {
  replace({ kind: 'empty' })
}

async function read(file: Blob, fileName: string): Promise<OpenCard> {
  const bytes = await file.arrayBuffer().catch((cause: unknown) => {
    throw new CuecardError('unreadable_file', 'the browser could not read the file', { cause })
  })
  const imported = readCard(bytes)
  const isPng = imported.format.container === 'png'
  const typed = new Blob([bytes], { type: isPng ? 'image/png' : 'application/json' })
  const image = isPng ? URL.createObjectURL(typed) : null
  return { ...imported, fileName, file: typed, image, openedAtMs: Date.now() }
}

function replace(state: CardState): void {
  const before = store.get()
  store.set(state)
  release(before)
}

function release(state: CardState): void {
  if (state.kind === 'open' && state.card.image !== null) URL.revokeObjectURL(state.card.image)
}
