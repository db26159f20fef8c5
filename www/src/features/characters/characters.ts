/** The characters of the server, the one that is chosen, and the pictures that this visit knows of them. */

import { listCharacters, wholeCharacter } from '../../api'
import type { Character } from '../../api'
import { readSetting, writeSetting } from '../../settings'
import { createStore } from '../../store'
import type { Readable } from '../../store'

/** What is known of the characters. */
export type Cast =
  | { readonly kind: 'failed'; readonly error: unknown }
  | { readonly kind: 'loading' }
  | { readonly kind: 'ready'; readonly characters: readonly Character[]; readonly chosen: Character | null }

const store = createStore<Cast>({ kind: 'loading' })
const pictures = createStore<ReadonlyMap<string, string>>(new Map())

/** The characters. */
export const cast: Readable<Cast> = store

/** Object URLs of pictures by `char_id`. The server lists none, so only imported cards have one. */
export const avatars: Readable<ReadonlyMap<string, string>> = pictures

/** Asks the server for its characters. Characters of an earlier answer stay chosen. */
export async function loadCharacters(): Promise<void> {
  store.set({ kind: 'loading' })
  try {
    const characters = await listCharacters()
    const remembered = readSetting('character')
    const chosen = characters.find(({ char_id }) => char_id === remembered) ?? characters[0] ?? null
    store.set({ kind: 'ready', characters, chosen })
    if (chosen !== null) void completed(chosen)
  } catch (error) {
    store.set({ kind: 'failed', error })
  }
}

/** Chooses a character to talk to. */
export function chooseCharacter(chosen: Character): void {
  const state = store.get()
  if (state.kind !== 'ready') return
  writeSetting('character', chosen.char_id)
  store.set({ ...state, chosen })
  void completed(chosen)
}

const underWay = new Map<string, Promise<Character | null>>()

/** The whole of a character whose texts the list may have cut; `null` where the server does not give it. */
export function completed(character: Character): Promise<Character | null> {
  if (character.is_cut !== true) return Promise.resolve(character)
  const { id } = character
  const known = underWay.get(id)
  if (known !== undefined) return known
  const completion = complete(character).finally(() => underWay.delete(id))
  underWay.set(id, completion)
  return completion
}

/** Puts the whole character in the place of one whose texts the list cut. */
async function complete(character: Character): Promise<Character | null> {
  // The beginning of a greeting is no reason not to talk; the next question or choice tries again.
  const whole = await wholeCharacter(character).catch(() => null)
  if (whole !== null) put(whole)
  return whole
}

function put(whole: Character): void {
  const state = store.get()
  if (state.kind !== 'ready') return
  const newest = (other: Character): Character => (other.id === whole.id ? whole : other)
  store.set({ ...state, characters: state.characters.map(newest), chosen: state.chosen && newest(state.chosen) })
}

/** Adds a character that was just imported, in the place of one with the same id, and chooses it. */
export function addCharacter(character: Character, picture: Blob | null): void {
  const state = store.get()
  const others = state.kind === 'ready' ? state.characters.filter(({ id }) => id !== character.id) : []
  if (picture !== null) keepPicture(character.char_id, picture)
  writeSetting('character', character.char_id)
  store.set({ kind: 'ready', characters: [...others, character], chosen: character })
}

function keepPicture(charId: string, picture: Blob): void {
  const known = pictures.get()
  const before = known.get(charId)
  pictures.set(new Map(known).set(charId, URL.createObjectURL(picture)))
  if (before !== undefined) URL.revokeObjectURL(before)
}
