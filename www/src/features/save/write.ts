/** Makes the files that are saved. */

import { writeCard, writeLorebook } from 'cuecard'
import type { Card, Lorebook } from 'cuecard'

import type { OpenCard } from '../card/card'
import { fileName } from '../../ui/download'
import { isShown } from './cover'
import type { Cover } from './cover'
import type { CardTarget, LoreTarget } from './targets'

/** A file that is not saved yet. */
export interface File {
  readonly name: string
  readonly bytes: Uint8Array
}

/** The card as a file. */
export async function cardFile(open: OpenCard, target: CardTarget, cover: Cover | null): Promise<File> {
  const { format, spec } = target
  const shown = cover !== null && isShown(cover, target) ? new Uint8Array(await cover.blob.arrayBuffer()) : undefined
  return { name: nameOf(open, target), bytes: writeCard(sourceOf(open), { format, spec, cover: shown }) }
}

/** From the bytes nothing is lost; a file that only the larger readers know is written from what they read. */
export function sourceOf(open: OpenCard): Card | Uint8Array {
  return open.reader === 'core' ? open.bytes : open.card
}

/** A lorebook as a file; from the bytes of its own file nothing is lost. */
export function bookFile(book: Lorebook | Uint8Array, name: string, target: LoreTarget): File {
  return { name: bookNameOf(name, target), bytes: new TextEncoder().encode(writeLorebook(book, target.format)) }
}

/** The name of the file that a card is saved as. */
export function nameOf({ card }: OpenCard, { format }: CardTarget): string {
  return fileName(card.data.name, format)
}

/** The name of the file that a lorebook is saved as. */
export function bookNameOf(name: string, { ending }: LoreTarget): string {
  return fileName(name, 'json', 'lorebook').replace(/\.json$/, ending)
}
