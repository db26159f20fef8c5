/** What a file cannot hold of what is open, in words. */

import { leftOut, leftOutOfLorebook } from 'cuecard'
import type { Card, Lorebook } from 'cuecard'

import type { OpenCard } from '../card/card'
import { countOf } from '../card/lore-entries'
import { isHeld } from '../gallery/assets'
import type { CardTarget, LoreTarget } from './targets'

/** Fields of lore entries. Version 2 knows no patterns, so it takes them for words. */
const OF_ENTRIES = {
  id: (): string => 'names of lore entries that are no numbers',
  use_regex: (book: Lorebook | undefined): string => {
    const count = book?.entries.filter(({ use_regex }) => use_regex === true).length ?? 0
    return `that the keys of ${countOf(count)} are patterns`
  },
}

/** Fields by their names in the specification, those first that are missed most. */
const WORDS: Record<string, (data: Card['data']) => string> = {
  character_book: ({ character_book }) => `the lorebook with ${countOf(character_book?.entries.length ?? 0)}`,
  decorators: () => 'the decorators of lore entries, the lines that begin with @@',
  nickname: ({ nickname }) => `the nickname “${nickname ?? ''}”`,
  group_only_greetings: (data) => many(data.group_only_greetings.length, 'greeting for groups', 'greetings for groups'),
  assets: ({ assets }) => `the list of ${many(assets?.length ?? 0, 'picture or file', 'pictures and files')}`,
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
  const files = format === 'json' ? filesOf(open) : []
  const names = leftOut(open.card, spec)
  const known = Object.keys(WORDS).filter((name) => names.includes(name) && !(name === 'assets' && files.length > 0))
  const unknown = names.filter((name) => WORDS[name] === undefined)
  return [
    ...files,
    ...known.map((name) => WORDS[name]?.(data) ?? name),
    ...unknown.map((name) => `the field “${name}”`),
  ]
}

/** What is left out of `book` when it is saved alone as `target`. */
export function leftBehindOf(book: Lorebook, { format }: LoreTarget): string[] {
  return leftOutOfLorebook(book, format).map((name) => {
    return name === 'id' || name === 'use_regex' ? OF_ENTRIES[name](book) : `the field “${name}”`
  })
}

/** JSON holds texts; what lies beside them in the file stays there. */
function filesOf({ assets, format, picture }: OpenCard): string[] {
  const isInside = picture !== null && format.container !== 'json' && format.container !== 'text'
  const files = assets.filter((asset) => isHeld(asset) && asset.place.in !== 'uri' && asset.place.in !== 'image')
  if (format.container === 'charx' || format.container === 'byaf') {
    const inArchive = many(files.length, 'picture or file', 'pictures and files')
    return files.length === 0 ? [] : [`the ${inArchive} of the archive`]
  }
  const words = isInside ? ['the picture'] : []
  return files.length === 0 ? words : [...words, many(files.length, 'embedded file', 'embedded files')]
}

function many(count: number, one: string, more: string): string {
  return `${count.toLocaleString('en')} ${count === 1 ? one : more}`
}
