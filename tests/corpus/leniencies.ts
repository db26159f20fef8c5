/**
 * Cards that break the specification as cards in the wild do, one way at a time and several at once.
 *
 * What is said about a field that is broken is what a person would read in it; where the document keeps it is not.
 */

import { CHARACTERS, dataV2, dataV3, documentOf, entry, texts, v2, v3 } from './characters.ts'
import { Raw, write } from './json.ts'
import type { Document, Expected, Json, JsonObject } from './json.ts'

const [latin, japanese] = CHARACTERS
const plain = v2(dataV2(latin))
const plainText = write(plain)
const warned = { warned: true } as const

/** The plain card, with its text changed. */
function altered(slug: string, json: string, more: Partial<Expected> = warned): Document {
  if (json === plainText) throw new Error(`${slug} changes nothing`)
  const { expected } = documentOf(slug, plain, more)
  return { slug: `odd-${slug}`, json, expected }
}

/** The plain card, with fields of `data` changed. */
function withData(slug: string, data: JsonObject, more: Partial<Expected> = {}): Document {
  return documentOf(`odd-${slug}`, v2({ ...dataV2(latin), ...data }), more)
}

function withEntry(slug: string, fields: JsonObject, more: Partial<Expected> = {}): Document {
  const entries = [{ ...entry(['ferry'], latin.lore), ...fields }]
  return withData(slug, { character_book: { extensions: {}, entries } }, { entries: 1, ...more })
}

/** Broken as text. */
function ofText(): Document[] {
  const inside = (text: string) => plainText.replace('"data":{', `"data":{${text}`)
  const [name, comma] = [`"name":"${latin.name}"`, '"tags":["ferry","river","slow talk"]']
  return [
    altered('bom', `\ufeff${plainText}`, { warnings: ['byte_order_mark'] }),
    altered('leading-space', ` \r\n\t${plainText}`, {}),
    altered('nan', inside('"x_score":NaN,'), warned),
    altered('infinity', inside('"x_most":Infinity,"x_least":-Infinity,'), warned),
    altered('trailing-nul', `${plainText}\0\0\0`),
    altered('trailing-text', `${plainText}\n-- exported by a program --`),
    altered('trailing-brace', `${plainText}}`),
    altered('comments', `// a card\n${plainText.replace(comma, `/* for sorting */ ${comma} // three\n`)}`),
    altered('comment-inside', plainText.replace(comma, `/* for sorting */${comma}`)),
    altered('trailing-commas', plainText.replace('"slow talk"]', '"slow talk",]').replace(/\}$/, ',}')),
    altered('single-quotes', plainText.replace('"slow talk"', `'slow "talk"'`)),
    altered('duplicate-keys', inside('"name":"An Older Name","x_once":1,'), warned),
    altered('lone-surrogate', inside(String.raw`"x_half":"half \ud83e of a fox",`), warned),
    altered('surrogate-pair', inside(String.raw`"x_whole":"\ud83e\udd8a",`), {
      kept: [{ pointer: '/data/x_whole', json: '"🦊"' }],
    }),
    altered('pretty', JSON.stringify(JSON.parse(plainText), null, 2), { kept: [] }),
    altered('escaped', plainText.replace(name, name.replace('Brina', String.raw`\u0042rina`)), {}),
    altered('solidus', inside(String.raw`"x_path":"a\/b",`), { kept: [{ pointer: '/data/x_path', json: '"a/b"' }] }),
  ]
}

/** Broken lists and texts. */
function ofLists(): Document[] {
  const greeting = 'Only one other greeting.'
  return [
    withData('greetings-text', { alternate_greetings: greeting }, { alternate_greetings: [greeting], ...warned }),
    withData('greetings-null', { alternate_greetings: null }, { alternate_greetings: [] }),
    withData('tags-comma', { tags: 'ferry, river ,slow talk' }, { tags: latin.tags, ...warned }),
    withData('tags-null', { tags: null }, { tags: [] }),
    withData('version-number', { character_version: new Raw('1.10') }, warned),
    withData('extensions-null', { extensions: null }),
    withData('texts-null', { system_prompt: null, creator_notes: null, personality: null }),
    withData('creation-ms', { creation_date: new Raw('1700000000123') }, warned),
    withData('creation-negative', { creation_date: new Raw('-62135596800') }, warned),
    withData('creation-iso', { creation_date: '2023-11-14T22:13:20Z' }, warned),
    withData('modification-ms', { modification_date: new Raw('1700000000123.5') }, warned),
  ]
}

/** Broken books and entries. */
function ofBooks(): Document[] {
  const entries = { 0: entry(['ferry'], latin.lore), 7: entry(['tide'], 'Twice a day.') }
  const book = (fields: JsonObject): JsonObject => ({ character_book: { extensions: {}, ...fields } })
  const { enabled: _, ...without } = entry(['ferry'], latin.lore)
  return [
    withData('book-null', { character_book: null }, { entries: 0 }),
    withData('book-without-extensions', { character_book: { entries: [entry(['ferry'], latin.lore)] } }),
    withData('entries-map', book({ entries }), { entries: 2, keys: ['ferry'], kept: [], ...warned }),
    withData('entry-without-enabled', book({ entries: [without] })),
    withEntry('entry-without-extensions', { extensions: null }, {}),
    withEntry('id-text', { id: 'ferry-1' }),
    withEntry('id-float', { id: new Raw('1.5') }),
    withEntry('position-number-0', { position: 0 }),
    withEntry('position-number-1', { position: 1 }),
    withEntry('position-extension', { extensions: { position: new Raw('4') } }),
    withEntry('order-negative', { insertion_order: -5 }),
    withEntry('order-float', { insertion_order: new Raw('99.5') }),
    withEntry('order-text', { insertion_order: '100' }, warned),
    withEntry('priority-null', { priority: null }),
    withEntry('keys-comma', { keys: 'ferry, tide' }, { keys: ['ferry', 'tide'], ...warned }),
    withEntry('keys-full-width', { keys: '渡し船，潮；鐘' }, { keys: ['渡し船', '潮', '鐘'], ...warned }),
    withEntry('keys-blank', { keys: ['', '  ', 'ferry'] }),
    withEntry('keys-numbers', { keys: [1, new Raw('2.50'), 'ferry'] }, warned),
    withEntry('secondary-null', { secondary_keys: null, selective: true }),
  ]
}

/** Versions that are missing, odd or mixed. */
function ofVersions(): Document[] {
  const { spec_version: _, ...unversioned } = plain
  const { spec: __, ...unspecified } = unversioned
  const { description: ___, ...gap } = dataV2(latin)
  const newer: JsonObject = { ...dataV3(japanese), nickname: 'ミナト' }
  const document = (slug: string, root: JsonObject, more: Partial<Expected> = {}) =>
    documentOf(`odd-${slug}`, root, more)
  const withVersion = (root: JsonObject, version: Json): JsonObject => ({ ...root, spec_version: version })
  return [
    document('v2-without-version', unversioned),
    document('v2-number-version', withVersion(plain, 2)),
    document('v3-number-version', withVersion(v3(newer), new Raw('3.0'))),
    document('v3-newer', withVersion(v3(newer), '3.5')),
    document('v3-older', withVersion(v3(newer), '2.9')),
    document('v2-without-spec', unspecified, { spec: 'v2' }),
    document('v3-without-spec', { data: newer }, { spec: 'v3' }),
    document('v2-with-v3-fields', v2({ ...newer, assets: [] }), { spec: 'v2' }),
    document('hybrid', { ...texts(latin), description: 'Of the root.', ...v2(gap) }, { description: 'Of the root.' }),
    document('hybrid-data-wins', { ...texts(japanese), x_root: 1, ...plain }),
    document('spec-unknown', { ...texts(latin), spec: 'some_card_v9', spec_version: '9', x_root: [1] }),
    document('spec-null', { ...texts(latin), spec: null, x_root: [1] }),
  ]
}

/** Several at once. */
function combined(): Document[] {
  const book = { entries: { 0: { keys: 'ferry, tide', content: latin.lore, position: 1, id: '0' } } }
  const data = { ...dataV2(latin), tags: 'ferry, river', alternate_greetings: 'Again.', character_book: book }
  const root = { data: { ...data, character_version: 1.1, creation_date: new Raw('1700000000123') } }
  const expected: Partial<Expected> = {
    ...{ spec: 'v3', entries: 1, keys: ['ferry', 'tide'], tags: ['ferry', 'river'] },
    ...{ alternate_greetings: ['Again.'], kept: [], ...warned },
  }
  const broken = documentOf('odd-all-fields', { spec: 'chara_card_v3', ...root }, expected)
  const json = broken.json.replace('"data":{', '"data":{"name":"Old",/* new */"x_nan":NaN,')
  return [
    broken,
    { ...broken, slug: 'odd-all', json: `\ufeff${json.replace(/\}$/, ',}')}\0` },
    altered('bom-and-nul', `\ufeff${plainText}\0`, { warnings: ['byte_order_mark'] }),
    altered('bom-and-nan', `\ufeff${plainText.replace('"data":{', '"data":{"x":NaN,')}`, {
      warnings: ['byte_order_mark'],
    }),
  ]
}

export function leniencies(): Document[] {
  return [...ofText(), ...ofLists(), ...ofBooks(), ...ofVersions(), ...combined()]
}
