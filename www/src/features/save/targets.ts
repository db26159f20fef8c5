/** What an open file can be saved as. */

import type { CardFile, LorebookTarget, Spec } from 'cuecard'

/** A kind of file that holds a card. */
export interface CardTarget {
  readonly kind: 'card'
  readonly id: string
  readonly name: string
  readonly note: string
  readonly format: CardFile
  readonly spec: Spec
}

/** A kind of file that holds a lorebook alone. */
export interface LoreTarget {
  readonly kind: 'book'
  readonly id: string
  readonly name: string
  readonly note: string
  readonly format: LorebookTarget
  /** How the names of such files end: all of them are JSON. */
  readonly ending: string
}

/** What a file can be saved as. */
export type Target = CardTarget | LoreTarget

/** For cards; the first is the best for most. */
export const CARD_TARGETS: readonly CardTarget[] = [
  {
    kind: 'card',
    id: 'png-v3',
    name: 'PNG picture',
    note: 'Version 3, with version 2 beside it for older programs.',
    format: 'png',
    spec: 'v3',
  },
  {
    kind: 'card',
    id: 'png-v2',
    name: 'PNG picture, version 2',
    note: 'For programs that know no version 3.',
    format: 'png',
    spec: 'v2',
  },
  {
    kind: 'card',
    id: 'charx',
    name: 'CHARX archive',
    note: 'Version 3 and its pictures as files, as RisuAI writes it.',
    format: 'charx',
    spec: 'v3',
  },
  {
    kind: 'card',
    id: 'json-v3',
    name: 'JSON, version 3',
    note: 'The text of the card.',
    format: 'json',
    spec: 'v3',
  },
  {
    kind: 'card',
    id: 'json-v2',
    name: 'JSON, version 2',
    note: 'The text of the card, for programs that know no version 3.',
    format: 'json',
    spec: 'v2',
  },
  {
    kind: 'card',
    id: 'json-v1',
    name: 'JSON, version 1',
    note: 'The first format, which is flat and has little.',
    format: 'json',
    spec: 'v1',
  },
]

/** For lorebooks. */
export const BOOK_TARGETS: readonly LoreTarget[] = [
  {
    kind: 'book',
    id: 'lorebook_v3',
    name: 'Lorebook, version 3',
    note: 'The format of its own that version 3 has for lorebooks.',
    format: 'lorebook_v3',
    ending: '.lorebook.json',
  },
  {
    kind: 'book',
    id: 'silly_tavern',
    name: 'World of SillyTavern',
    note: 'For the World Info of SillyTavern.',
    format: 'silly_tavern',
    ending: '.world.json',
  },
  {
    kind: 'book',
    id: 'character_book',
    name: 'Book of version 2',
    note: 'As it stands in cards of version 2.',
    format: 'character_book',
    ending: '.book.json',
  },
]
