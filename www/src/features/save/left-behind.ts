/** What a file cannot hold of what is open, in words. */

import { leftOut } from 'cuecard'
import type { Card, Lorebook } from 'cuecard'

import type { OpenCard } from '../card/card'
import { countOf } from '../card/lore-entries'
import { isHeld } from '../gallery/assets'
import type { CardTarget, LoreTarget } from './targets'

/** Fields by their names in the specification. */
const WORDS: Record<string, (data: Card['data']) => string> = {
  assets: ({ assets }) => `the list of its ${many(lengthOf(assets), 'picture or file', 'pictures and files')}`,
  character_book: ({ character_book }) => `the lorebook with ${countOf(character_book?.entries.length ?? 0)}`,
  creation_date: () => 'when it was made',
  creator_notes_multilingual: () => 'the author’s note in other languages',
  decorators: () => 'the decorators of lore entries, the lines that begin with @@',
  extensions: ({ extensions }) => `data of other programs (${Object.keys(extensions).slice(0, 6).join(', ')})`,
  group_only_greetings: (data) => many(data.group_only_greetings.length, 'greeting for groups', 'greetings for groups'),
  modification_date: () => 'when it was last changed',
  nickname: ({ nickname }) => `the nickname “${nickname ?? ''}”`,
  source: () => 'where it comes from',
}

/** What is left out of `card` when it is saved as `target`. */
export function leftBehind(open: OpenCard, { format, spec }: CardTarget): string[] {
  const { data } = open.card
  const words = leftOut(open.card, spec).map((name) => WORDS[name]?.(data) ?? `the field “${name}”`)
  return format === 'json' ? [...filesOf(open), ...words] : words
}

/** What is left out of `book` when it is saved alone as `target`. */
export function leftBehindOf(book: Lorebook, { format }: LoreTarget): string[] {
  if (format !== 'character_book') return []
  const hasPatterns = book.entries.some(({ use_regex }) => use_regex === true)
  const card = { spec: 'chara_card_v3', spec_version: '3.0', data: { name: 'book', character_book: book } }
  const hasDecorators = leftOut(card, 'v2').includes('decorators')
  const words: string[] = []
  if (hasDecorators) words.push('the decorators of entries, the lines that begin with @@')
  if (hasPatterns) words.push('that the keys of some entries are patterns')
  return words
}

/** JSON holds texts; what lies beside them in the file stays there. */
function filesOf({ assets, format, picture }: OpenCard): string[] {
  const isInside = picture !== null && format.container !== 'json' && format.container !== 'text'
  const files = assets.filter((asset) => isHeld(asset) && asset.place.in !== 'uri' && asset.place.in !== 'image')
  if (format.container === 'charx' || format.container === 'byaf') {
    return files.length === 0 ? [] : [`the ${many(files.length, 'picture or file', 'pictures and files')} of the archive`]
  }
  const words = isInside ? ['the picture'] : []
  return files.length === 0 ? words : [...words, many(files.length, 'embedded file', 'embedded files')]
}

function many(count: number, one: string, more: string): string {
  return `${count.toLocaleString('en')} ${count === 1 ? one : more}`
}

function lengthOf(value: unknown): number {
  return Array.isArray(value) ? value.length : 0
}
