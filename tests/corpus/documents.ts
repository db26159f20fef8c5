/** Cards with more in them: books, unknown fields, spellings of numbers, odd orders, long texts. */

import { CHARACTERS, dataV2, dataV3, documentOf, entry, texts, v2, v3 } from './characters.ts'
import { Raw } from './json.ts'
import type { Document, Json, JsonObject } from './json.ts'

const [latin, japanese, arabic, emoji] = CHARACTERS

/** What other programs leave in a card: nested, empty, with keys that a JSON Pointer has to escape. */
const FOREIGN: JsonObject = {
  x_unknown: { deep: { deeper: [{ list: [1, 'two', null, true, {}] }, []], 'a/b~c': 'slash and tilde' } },
  '': 'empty key',
  ключ: 'Кириллица',
  'with "quotes"': 'line\nbreak\ttab\u0001 \u2028 \\ /',
  x_null: null,
  x_empty: {},
}

const NUMBERS: JsonObject = Object.fromEntries(
  ['1.0', '1e2', '1.50', '-0', '-0.0', '12345678901234567890', '0.1e-3', '1E+5', '1e400', '0.30000000000000004'].map(
    (spelling, index) => [`number_${index}`, new Raw(spelling)],
  ),
)

const TAVERN: JsonObject = {
  public_id: 'a81f',
  public_id_short: '81f',
  user_name: 'corpus',
  categories: [{ name: 'sea', count: 1 }],
  create_date_online: new Raw('1680000000000'),
  online: true,
  nsfw: false,
}

export function moreDocuments(): Document[] {
  return [...books(), ...unknownFields(), ...numbers(), ...orders(), ...tavern(), ...fullFields()]
}

function books(): Document[] {
  const withBook = (slug: string, book: Json) => {
    const { character_book: _, ...data } = dataV2(latin)
    const { character_book: __, ...newer } = dataV3(latin)
    return [
      documentOf(`v2-${slug}`, v2({ ...data, character_book: book })),
      documentOf(`v3-${slug}`, v3({ ...newer, character_book: book })),
    ]
  }
  const { character_book: _, ...data } = dataV2(latin)
  const forty = Array.from({ length: 40 }, (_, index) =>
    entry([`key ${index}`, `schlüssel-${index}`, '鍵'], `Fact ${index}: ${japanese.lore}`, {
      id: index,
      insertion_order: 40 - index,
      comment: `entry ${index}`,
      position: index % 2 ? 'after_char' : 'before_char',
      selective: index % 3 === 0,
      secondary_keys: index % 3 ? [] : ['tide'],
      constant: index === 7,
      use_regex: false,
      extensions: { position: index % 5, depth: 4, probability: new Raw('100.0'), useProbability: true },
    }),
  )
  return [
    documentOf('v2-book-absent', v2(data)),
    ...withBook('book-empty', { extensions: {}, entries: [] }),
    ...withBook('book-40', {
      name: 'Forty',
      scan_depth: 8,
      token_budget: 900,
      recursive_scanning: true,
      extensions: { corpus: { weight: new Raw('2.50') } },
      entries: forty,
    }),
  ]
}

function unknownFields(): Document[] {
  const book = {
    ...FOREIGN,
    extensions: FOREIGN,
    entries: [entry(['a'], 'A', { ...FOREIGN, extensions: FOREIGN }), entry(['b'], 'B', FOREIGN)],
  }
  const asset = { type: 'icon', uri: 'https://example.com/a.png', name: 'main', ext: 'png', ...FOREIGN }
  const extensions = { ...FOREIGN, chub: { id: 7, full_path: 'a/b' }, risuai: { emotions: [['joy', '1']] } }
  return [
    documentOf('v1-unknown', { ...texts(emoji), ...FOREIGN }),
    documentOf('v2-unknown', v2({ ...dataV2(emoji), extensions, character_book: book, ...FOREIGN }, FOREIGN)),
    documentOf(
      'v3-unknown',
      v3({ ...dataV3(emoji), extensions, character_book: book, assets: [asset], ...FOREIGN }, FOREIGN),
    ),
  ]
}

function numbers(): Document[] {
  const book = {
    ...NUMBERS,
    extensions: NUMBERS,
    entries: [entry(['n'], 'N', { ...NUMBERS, extensions: { ...NUMBERS, list: Object.values(NUMBERS) } })],
  }
  const asset = { type: 'icon', uri: 'ccdefault:', name: 'main', ext: 'png', ...NUMBERS }
  const data = { ...dataV2(arabic), extensions: { deep: { deeper: NUMBERS } }, character_book: book, ...NUMBERS }
  const newer = { ...dataV3(arabic), extensions: NUMBERS, character_book: book, assets: [asset], ...NUMBERS }
  const talk = (slug: string, talkativeness: Json) => [
    documentOf(`v1-${slug}`, { ...texts(latin), talkativeness, fav: 'true' }),
    documentOf(`v2-${slug}`, v2({ ...dataV2(latin), extensions: { talkativeness, fav: 'true' } })),
  ]
  return [
    documentOf('v1-numbers', { ...texts(arabic), ...NUMBERS }),
    documentOf('v2-numbers', v2(data, NUMBERS)),
    documentOf('v3-numbers', v3(newer, NUMBERS)),
    ...talk('talkativeness-text', '0.5'),
    ...talk('talkativeness-number', new Raw('0.5')),
  ]
}

const reversed = (value: JsonObject): JsonObject => Object.fromEntries(Object.entries(value).reverse())

function orders(): Document[] {
  const long = `${latin.greeting} ${japanese.greeting} `.repeat(2000)
  return [
    documentOf('v1-odd-order', reversed({ ...texts(japanese), x_first: 1, a_last: 2 })),
    documentOf('v2-odd-order', reversed(v2(reversed({ ...dataV2(japanese), x_first: 1 }), { z: 1, a: 2 }))),
    documentOf('v3-odd-order', reversed(v3(reversed({ ...dataV3(japanese), x_first: 1 }), { z: 1, a: 2 }))),
    documentOf('v2-long-greeting', v2({ ...dataV2(latin), first_mes: long, alternate_greetings: [long, long] })),
    documentOf('v3-many-greetings', v3({ ...dataV3(latin), alternate_greetings: Array(300).fill(latin.greeting) })),
  ]
}

/** As programs of the field write: V1 with fields of their own, and V1 beside `data`. */
function tavern(): Document[] {
  const extras = {
    avatar: 'none',
    chat: 'Brina - 2023-5-12 @21h 32m 29s 228ms',
    create_date: '2023-5-12 @21h 32m 29s 228ms',
    talkativeness: '0.5',
    fav: false,
  }
  const mirrored = { ...v2(dataV2(latin)), ...texts(latin), ...extras }
  return [
    documentOf('v1-extras', { ...texts(latin), ...extras }),
    documentOf('v1-tavern-ai', { ...texts(latin), ...TAVERN, spec: 'tavern_ai', spec_version: '1.0' }),
    documentOf('v1-dates', { ...texts(latin), create_date: '2023-07-01T10:00:00.000Z', edit_date: 1689999999999 }),
    documentOf('v2-mirrored', mirrored),
    documentOf('v3-mirrored', { ...mirrored, spec: 'chara_card_v3', spec_version: '3.0' }),
  ]
}

function fullFields(): Document[] {
  const data = {
    ...dataV3(latin),
    nickname: 'Bri',
    creator_notes_multilingual: { en: 'Made for tests.', ja: 'テスト用。' },
    source: ['https://example.com/cards/brina', 'corpus:1'],
    group_only_greetings: ['*nods to everybody*'],
    creation_date: 1700000001,
    modification_date: 1700000002,
    system_prompt: '{{original}}\nSpeak of the tide.',
    post_history_instructions: 'Stay in character.',
    assets: [
      { type: 'icon', uri: 'ccdefault:', name: 'main', ext: 'png' },
      { type: 'background', uri: 'https://example.com/quay.webp', name: 'main', ext: 'webp' },
      { type: 'x_corpus', uri: 'some-scheme:opaque', name: 'odd', ext: 'unknown', x_note: 'kept' },
    ],
  }
  return [documentOf('v3-full', v3(data)), documentOf('v3-minimal', v3({ name: 'Only A Name' }))]
}
