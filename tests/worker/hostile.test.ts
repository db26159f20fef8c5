/** Files that were made to do harm: each is refused with its code and place, and the next one is read. */

import { describe, expect, test } from 'vitest'

import { keeper } from '../support/cards.js'
import { imported, newName, send } from '../support/characters.js'
import { yaml } from '../support/containers.js'
import { expectProblem, getJson } from '../support/http.js'
import { BODY_OFFSET, cardPng, png, zTXt } from '../support/png.js'
import { zip } from '../support/zip.js'

const MIB = 1024 * 1024

/** How long a refusal may take, most of which is the way of the bytes. */
const SOON_MS = 5_000

const card = keeper('Ada')
const json = JSON.stringify(card)
const withBytes = (field: string, value: string) => json.replace('"extensions":{', `"extensions":{"${field}":${value},`)

/** Where the value of a text chunk begins, which is the first of its picture. */
const TEXT_OFFSET = BODY_OFFSET + 8 + 'ccv3\0'.length

/** An alias of ten aliases of ten aliases … */
const aliases = Array.from({ length: 9 }, (_, level) => {
  const list = level === 0 ? '"lol"' : `*a${level - 1}`
  return `a${level}: &a${level} [${Array(10).fill(list).join(', ')}]\n`
}).join('')

const overlapping = zip([
  { name: 'card.json', bytes: zip([{ name: 'inner', bytes: json }]) },
  { name: 'inner', bytes: json, at: 'card.json' },
])

const FILES: [name: string, file: Buffer, code: string, place?: object][] = [
  [
    'a compressed text that unpacks to 64 MiB',
    png([], [zTXt('ccv3', Buffer.alloc(64 * MIB, 'A'))]),
    ...(['unpacked_too_large', { offset: TEXT_OFFSET + 1 }] as const),
  ],
  [
    'a hundred compressed texts that unpack to 8 MiB each',
    png([], Array<Buffer>(100).fill(zTXt('ccv3', Buffer.alloc(8 * MIB, 'A')))),
    'invalid_json',
    { offset: 0 },
  ],
  [
    'a card in an archive that unpacks to 100 MiB',
    zip([{ name: 'card.json', bytes: Buffer.alloc(100 * MIB, ' '), packed: true }]),
    ...(['unpacked_too_large', { offset: 39 }] as const),
  ],
  [
    'an archive that announces 200 MiB',
    zip([
      { name: 'card.json', bytes: json },
      { name: 'a', bytes: '', packed: true, announced: 200 * MIB },
    ]),
    ...(['unpacked_too_large', { offset: expect.any(Number) as number }] as const),
  ],
  [
    'a card in an archive that is longer than it announces',
    zip([{ name: 'card.json', bytes: Buffer.alloc(50 * MIB, ' '), packed: true, announced: 100 }]),
    ...(['invalid_zip', { offset: 39 }] as const),
  ],
  ['files of an archive that overlap', overlapping, 'invalid_zip', { offset: expect.any(Number) as number }],
  [
    'an archive of 20,000 files',
    zip(Array.from({ length: 20_000 }, (_, index) => ({ name: `${index}`, bytes: '' }))),
    ...(['too_many', { offset: expect.any(Number) as number }] as const),
  ],
  ['16 MiB of Base64', png([['ccv3', 'A'.repeat(16 * MIB - 200)]]), 'invalid_json', { offset: 0 }],
  ['16 MiB of brackets', Buffer.alloc(16 * MIB, '['), 'not_a_card', { offset: 0 }],
  [
    'JSON of a hundred levels',
    Buffer.from(withBytes('deep', '['.repeat(100) + ']'.repeat(100))),
    ...(['json_too_deep', { offset: expect.any(Number) as number }] as const),
  ],
  [
    'JSON of eight million values',
    Buffer.from(withBytes('wide', `[${'0,'.repeat(7 * MIB)}0]`)),
    ...(['json_too_large', { offset: expect.any(Number) as number }] as const),
  ],
  [
    'JSON of a million objects',
    Buffer.from(withBytes('wide', `[${'{},'.repeat(MIB)}0]`)),
    ...(['json_too_large', { offset: expect.any(Number) as number }] as const),
  ],
  [
    'a card of 2,001 assets',
    Buffer.from(JSON.stringify({ ...card, data: { ...card.data, assets: Array(2_001).fill({}) } })),
    ...(['too_many', { path: '/data/assets' }] as const),
  ],
  [
    'a card whose tags are a million in one text',
    Buffer.from(JSON.stringify({ ...card, data: { ...card.data, tags: 'a,'.repeat(MIB) } })),
    ...(['json_too_large', { path: '/data/tags' }] as const),
  ],
  [
    'YAML whose aliases multiply',
    Buffer.from(`${yaml(card)}${aliases}`),
    ...(['too_many', { offset: expect.any(Number) as number }] as const),
  ],
  [
    'YAML of a hundred levels',
    Buffer.from(`${yaml(card)}deep: ${'['.repeat(100)}${']'.repeat(100)}\n`),
    ...(['json_too_deep', { offset: expect.any(Number) as number }] as const),
  ],
  [
    'a book of 5,001 entries',
    Buffer.from(
      JSON.stringify({
        ...card,
        data: { ...card.data, character_book: { extensions: {}, entries: Array(5_001).fill({ keys: [], content: '' }) } },
      }),
    ),
    ...(['book_too_large', { path: '/data/character_book/entries' }] as const),
  ],
]

describe('a file is refused that is', () => {
  test.for(FILES)('%s', { timeout: 30_000 }, async ([, file, code, place]) => {
    expect(file.length).toBeLessThanOrEqual(16 * MIB)
    const begun = Date.now()
    await expectProblem(await send(file), 422, code, place)
    expect(Date.now() - begun).toBeLessThan(SOON_MS)
    expect(await getJson('/healthz')).toEqual({ status: 'ok' })
    const { character } = await imported(cardPng(keeper(newName())))
    expect(character.display_name).toMatch(/^Keeper/)
  })
})

test('twenty at once are refused, and a good one among them is read', async () => {
  const refused = FILES.slice(0, 5).flatMap(([, file, code, place]) =>
    Array.from({ length: 4 }, async () => expectProblem(await send(file), 422, code, place)),
  )
  const read = imported(cardPng(keeper(newName())))
  await Promise.all([...refused, read])
})

describe('a card is refused that is too large for the catalog', () => {
  /** A card of so many bytes of JSON. */
  const sized = (field: string, bytes: number) => {
    const card = keeper(newName())
    return Buffer.from(JSON.stringify({ ...card, data: { ...card.data, [field]: 'x'.repeat(bytes) } }))
  }

  test.for([
    ['description', 1_750_000, 1_850_000],
    // Lists show it, so that it is kept twice.
    ['creator_notes', 850_000, 950_000],
    ['first_mes', 850_000, 950_000],
  ] as const)('for its %s', async ([field, fits, doesNot]) => {
    await imported(sized(field, fits))
    await expectProblem(await send(sized(field, doesNot)), 413, 'card_too_large')
  })
})
