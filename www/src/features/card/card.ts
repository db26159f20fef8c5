/** The open file, a card or a lorebook. It is read in the browser and goes nowhere unless the visitor sends it. */

import { CuecardError, init } from 'cuecard'
import type { Import, LorebookImport } from 'cuecard'

import { createStore } from '../../store'
import type { Readable } from '../../store'
import { openPicture } from './picture'
import type { ShownPicture } from './picture'
import { readFile } from './read-file'
import type { Reader } from './read-file'

/** As many bytes as the core takes. Larger files are refused before they are in memory. */
const FILE_BYTES = 256 * 1024 * 1024

interface Opened {
  readonly fileName: string
  /** The file as it came. */
  readonly bytes: Uint8Array
  /** When it was opened: the clock of its prompts. */
  readonly openedAtMs: number
}

/** A card that was read. */
export interface OpenCard extends Import, Opened {
  /** What the character looks like. */
  readonly picture: ShownPicture | null
  readonly reader: Reader
}

/** A lorebook that was read. */
export interface OpenBook extends LorebookImport, Opened {
  readonly reader: Reader
}

/** What is known of the file. */
export type CardState =
  | { readonly kind: 'book'; readonly book: OpenBook }
  | { readonly kind: 'card'; readonly card: OpenCard }
  | { readonly kind: 'empty' }
  | { readonly kind: 'failed'; readonly fileName: string; readonly error: unknown }
  | { readonly kind: 'reading'; readonly fileName: string; readonly isLoadingReader: boolean }

const store = createStore<CardState>({ kind: 'empty' })

/** The file that is open. */
export const cardState: Readable<CardState> = store

/** Counts what was opened. */
let latest = 0

/** Opens a file in the place of the one before. Of two that are opened at once, the later one stays. */
export async function openCard(file: Blob, fileName: string): Promise<void> {
  const number = (latest += 1)
  const step = (isLoadingReader: boolean): void => {
    if (number === latest) replace({ kind: 'reading', fileName, isLoadingReader })
  }
  step(false)
  const next = await read(file, fileName, () => step(true)).catch(
    (error: unknown): CardState => ({ kind: 'failed', fileName, error }),
  )
  if (number === latest) replace(next)
  else release(next)
}

/** Closes the file. */
export function closeCard(): void {
  latest += 1
  replace({ kind: 'empty' })
}

async function read(file: Blob, fileName: string, onLoadReader: () => void): Promise<CardState> {
  if (file.size > FILE_BYTES) throw new CuecardError('file_too_large', `the file has ${file.size} bytes`)
  const [content] = await Promise.all([file.arrayBuffer().catch(unreadable), init()])
  const bytes = new Uint8Array(content)
  const found = await readFile(bytes, onLoadReader)
  const opened: Opened = { fileName, bytes, openedAtMs: Date.now() }
  const { reader } = found
  if (found.kind === 'book') return { kind: 'book', book: { ...found.imported, ...opened, reader } }
  return { kind: 'card', card: { ...found.imported, ...opened, reader, picture: await openPicture(found.picture) } }
}

function unreadable(cause: unknown): never {
  throw new CuecardError('unreadable_file', 'the browser could not read the file', { cause })
}

function replace(state: CardState): void {
  const before = store.get()
  store.set(state)
  release(before)
}

function release(state: CardState): void {
  if (state.kind === 'card' && state.card.picture !== null) URL.revokeObjectURL(state.card.picture.url)
}
