/** Reads a file of any kind: with the core, with the larger readers where it asks for them, and as a lorebook. */

import { CuecardError, readCard, readLorebook, readPicture } from 'cuecard'
import type { Import, LorebookImport, Picture } from 'cuecard'

/** What read a file: the core that the page begins with, or the readers that it fetches when a file needs them. */
export type Reader = 'core' | 'formats'

/** What a file was. */
export type Found =
  | { readonly kind: 'book'; readonly imported: LorebookImport; readonly reader: Reader }
  | { readonly kind: 'card'; readonly imported: Import; readonly picture: Picture | undefined; readonly reader: Reader }

/** Codes of files that may be lorebooks. */
const MAYBE_BOOK: readonly string[] = ['lorebook_only', 'not_a_card']

const CORE = { readCard, readLorebook, readPicture }

/** `onLoadReader` is called before something has to be fetched. */
export async function readFile(bytes: Uint8Array, onLoadReader: () => void): Promise<Found> {
  try {
    return readWith(CORE, 'core', bytes)
  } catch (error) {
    if (codeOf(error) !== 'needs_formats') throw error
    onLoadReader()
    return readWith(await loadFormats(), 'formats', bytes)
  }
}

function readWith({ readCard, readLorebook, readPicture }: typeof CORE, reader: Reader, bytes: Uint8Array): Found {
  try {
    return { kind: 'card', imported: readCard(bytes), picture: readPicture(bytes), reader }
  } catch (asCard) {
    if (!MAYBE_BOOK.includes(codeOf(asCard))) throw asCard
    try {
      return { kind: 'book', imported: readLorebook(bytes), reader }
    } catch (error) {
      // A file that is no lorebook either failed as a card.
      throw codeOf(error) === 'not_a_lorebook' ? asCard : error
    }
  }
}

function codeOf(error: unknown): string {
  return error instanceof CuecardError ? error.code : ''
}

async function loadFormats(): Promise<typeof CORE> {
  const formats = await import('cuecard/formats').catch((cause: unknown) => {
    throw new CuecardError('fetch_failed', 'the readers of other formats could not be loaded', { cause })
  })
  await formats.init()
  return formats
}
