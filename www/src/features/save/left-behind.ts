/** What a file cannot hold of what is open, in words. */

import { leftOut, leftOutOfLorebook } from 'cuecard'
import type { Card, Lorebook } from 'cuecard'

import type { OpenCard } from '../card/card'
import { countOf } from '../card/lore-entries'
import { isHeld } from '../gallery/assets'
import type { CardTarget, LoreTarget } from './targets'
import { sourceOf } from './write'

/** Fields of lore entries. Version 2 knows no patterns, so it takes them for words. */
const OF_ENTRIES = {
  id: (): string => 'names of lore entries that are no numbers',
  use_regex: (book: Lorebook | undefined): string => {
    const count = book?.entries.filter(({ use_regex }) => use_regex === true).length ?? 0
    return `that the keys of ${countOf(count)} are patterns`
  },
}

/** What the core names, that first which is missed most: parts of the file, and fields by the names of the specification. */
const WORDS: Record<string, (data: Card['data'], open: OpenCard) => string> = {
  picture: () => 'the picture',
  assets: (_, open) => `the ${many(heldIn(open), 'embedded picture or file', 'embedded pictures and files')}`,
  lorebooks: (_, { lorebooks: [book] }) => `the lorebook beside the card with ${countOf(book?.entries.length ?? 0)}`,
  files: (_, { format }) => `${format.container === 'png' ? 'what' : 'files that'} other programs put into the file`,
  character_book: ({ character_book }) => `the lorebook with ${countOf(character_book?.entries.length ?? 0)}`,
  decorators: () => 'the decorators of lore entries, the lines that begin with @@',
  nickname: ({ nickname }) => `the nickname “${nickname ?? ''}”`,
  group_only_greetings: (data) => many(data.group_only_greetings.length, 'greeting for groups', 'greetings for groups'),
  creator_notes_multilingual: () => 'the author’s note in other languages',
  source: () => 'where it comes from',
  creation_date: () => 'when it was made',
  modification_date: () => 'when it was last changed',
  extensions: ({ extensions }) => `data of other programs: ${Object.keys(extensions).slice(0, 6).join(', ')}`,
  id: OF_ENTRIES.id,
  use_regex: ({ character_book }) => OF_ENTRIES.use_regex(character_book),
}

/** What is left out of `card` when it is saved as `target`. */
export function leftBehind(open: OpenCard, { format, spec }: CardTarget): string[] {
  const { data } = open.card
  const names = leftOut(sourceOf(open), { format, spec })
  const known = Object.keys(WORDS).filter((name) => names.includes(name))
  const unknown = names.filter((name) => WORDS[name] === undefined)
  return [
    ...known.map((name) => WORDS[name]?.(data, open) ?? name),
    ...unknown.map((name) => `the field “${name}”`),
  ]
}

/** What is left out of `book` when it is saved alone as `target`. */
export function leftBehindOf(book: Lorebook, { format }: LoreTarget): string[] {
  return leftOutOfLorebook(book, format).map((name) => {
    return name === 'id' || name === 'use_regex' ? OF_ENTRIES[name](book) : `the field “${name}”`
  })
}

/** How many assets the file holds as parts of its own. */
function heldIn({ assets }: OpenCard): number {
  return assets.filter((asset) => isHeld(asset) && asset.place.in !== 'uri' && asset.place.in !== 'image').length
}

function many(count: number, one: string, more: string): string {
  return `${count.toLocaleString('en')} ${count === 1 ? one : more}`
}
