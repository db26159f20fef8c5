/** Reads a file of any kind: with the core, with the larger readers where it asks for them, and as a lorebook. */

import { CuecardError, readCard, readLorebook } from 'cuecard'
import type { Import, LorebookImport } from 'cuecard'

/** What read a card: the core that the page begins with, or the readers that it fetches when a file needs them. */
export type Reader = 'core' | 'formats'

/** What a file was. */
export type Found =
  | { readonly kind: 'book'; readonly imported: LorebookImport }
  | { readonly kind: 'card'; readonly imported: Import; readonly reader: Reader }

/** Codes of files that may be lorebooks. */
const MAYBE_BOOK: readonly string[] = ['lorebook_only', 'not_a_card']

/** `onLoadReader` is called before something has to be fetched. */
export async function readFile(bytes: Uint8Array, onLoadReader: () => void): Promise<Found> {
  try {
    return { kind: 'card', imported: readCard(bytes), reader: 'core' }
  } catch (error) {
    const code = error instanceof CuecardError ? error.code : ''
    if (code === 'needs_formats') {
      onLoadReader()
      return { kind: 'card', imported: await readWithFormats(bytes), reader: 'formats' }
    }
    if (MAYBE_BOOK.includes(code)) return { kind: 'book', imported: readBook(bytes, error) }
    throw error
  }
}

async function readWithFormats(bytes: Uint8Array): Promise<Import> {
  const formats = await import('cuecard/formats').catch((cause: unknown) => {
    throw new CuecardError('fetch_failed', 'the readers of other formats could not be loaded', { cause })
  })
  await formats.init()
  return formats.readCard(bytes)
}

/** A file that is no lorebook either failed as a card. */
function readBook(bytes: Uint8Array, asCard: unknown): LorebookImport {
  try {
    return readLorebook(bytes)
  } catch (error) {
    throw error instanceof CuecardError && error.code === 'not_a_lorebook' ? asCard : error
  }
}
