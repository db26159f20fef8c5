/**
 * JSON values whose numbers keep their spelling, and what of a card has to survive.
 *
 * `JSON.stringify` would write 1.50 as 1.5; here a number of an exact spelling is a `Raw`, and the text that is
 * written is the text that a reader has to give back.
 */

/** A value that is written as it is. */
export class Raw {
  readonly json: string
  constructor(json: string) {
    this.json = json
  }
}

export type Json = null | boolean | number | string | Raw | Json[] | { [key: string]: Json }
export type JsonObject = { [key: string]: Json }

/** A value of the resulting V3 document, as a JSON Pointer and as exact text. */
export interface Kept {
  pointer: string
  json: string
}

export type Spec = 'v1' | 'v2' | 'v3' | 'text_generation_web_ui' | 'pygmalion' | 'agnai' | 'persona' | 'byaf'

/** What reading a file has to give. What is left out is not checked. */
export interface Expected {
  spec: Spec
  name: string
  description?: string
  first_mes?: string
  alternate_greetings?: string[]
  tags?: string[]
  /** Entries of `data.character_book`. */
  entries?: number
  /** Keys of its first entry. */
  keys?: string[]
  /** Records in `data.assets`. */
  assets?: number
  /** Assets whose bytes are in the file, by their place in `data.assets`. */
  assets_bytes?: { index: number; sha256: string }[]
  kept?: Kept[]
  /** Codes that have to be among the warnings. */
  warnings?: string[]
  /** Whether there has to be any warning at all. */
  warned?: true
}

/** A card as text, with what reading it has to give. */
export interface Document {
  slug: string
  json: string
  expected: Expected
}

const V1_TEXTS = ['name', 'description', 'personality', 'scenario', 'first_mes', 'mes_example']

/** Fields of a version, or of a part of a card. All others are unknown and have to survive. */
const KNOWN = {
  root: [
    ...['spec', 'spec_version', 'data', ...V1_TEXTS, 'creator_notes', 'system_prompt', 'post_history_instructions'],
    ...['alternate_greetings', 'tags', 'creator', 'character_version', 'extensions', 'character_book'],
  ],
  data: [
    ...[...V1_TEXTS, 'creator_notes', 'system_prompt', 'post_history_instructions', 'alternate_greetings', 'tags'],
    ...['creator', 'character_version', 'extensions', 'character_book', 'assets', 'nickname', 'source'],
    ...['creator_notes_multilingual', 'group_only_greetings', 'creation_date', 'modification_date'],
  ],
  book: ['name', 'description', 'scan_depth', 'token_budget', 'recursive_scanning', 'extensions', 'entries'],
  entry: [
    ...['keys', 'content', 'extensions', 'enabled', 'insertion_order', 'use_regex', 'constant', 'case_sensitive'],
    ...['selective', 'secondary_keys', 'position', 'name', 'comment', 'id', 'priority'],
  ],
  asset: ['type', 'uri', 'name', 'ext'],
}

/** Writes JSON without white space, as serde_json does. */
export function write(value: Json): string {
  if (value instanceof Raw) return value.json
  if (Array.isArray(value)) return `[${value.map(write).join(',')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const members = Object.entries(value).map(([key, member]) => `${JSON.stringify(key)}:${write(member)}`)
  return `{${members.join(',')}}`
}

/** Writes it with every character beyond ASCII escaped. */
export const writeAscii = (json: string): string =>
  json.replace(/[^\x00-\x7f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)

export const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Raw)

/** Every unknown field of a card, and every member of an `extensions`, by where it stands afterwards. */
export function keptOf(root: JsonObject): Kept[] {
  const kept = unknown(root, '', KNOWN.root)
  const data = root.data
  if (!isObject(data)) return kept
  kept.push(...unknown(data, '/data', KNOWN.data), ...members(data.extensions, '/data/extensions'))
  const { character_book: book, assets } = data
  if (isObject(book)) kept.push(...keptOfBook(book))
  if (Array.isArray(assets)) {
    kept.push(...assets.flatMap((asset, index) => unknown(asset, `/data/assets/${index}`, KNOWN.asset)))
  }
  return kept
}

function keptOfBook(book: JsonObject): Kept[] {
  const at = '/data/character_book'
  const kept = [...unknown(book, at, KNOWN.book), ...members(book.extensions, `${at}/extensions`)]
  if (!Array.isArray(book.entries)) return kept
  const ofEntries = book.entries.flatMap((entry, index) => {
    const place = `${at}/entries/${index}`
    const extensions = isObject(entry) ? members(entry.extensions, `${place}/extensions`) : []
    return [...unknown(entry, place, KNOWN.entry), ...extensions]
  })
  return [...kept, ...ofEntries]
}

function unknown(value: Json | undefined, at: string, known: string[]): Kept[] {
  return members(value, at).filter((_, index) => !known.includes(Object.keys(value as JsonObject)[index] ?? ''))
}

function members(value: Json | undefined, at: string): Kept[] {
  if (!isObject(value)) return []
  const pointer = (key: string) => `${at}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`
  return Object.entries(value).map(([key, member]) => ({ pointer: pointer(key), json: write(member) }))
}
