/** `POST /v1/characters/import`: a file becomes a character, or nothing happens. */

import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'

import { readCard } from 'cuecard'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'

import { newUser } from '../support/accounts.js'
import { keeper } from '../support/cards.js'
import * as characters from '../support/characters.js'
import { newName } from '../support/characters.js'
import type { Character, Imported } from '../support/characters.js'
import { OPEN } from '../support/context.js'
import { startDirect } from '../support/direct.js'
import type { Direct } from '../support/direct.js'
import * as http from '../support/http.js'
import { expectProblem } from '../support/http.js'
import type { Question } from '../support/http.js'
import { BODY_OFFSET, cardPng, png } from '../support/png.js'

const MIB = 1024 * 1024
const SERAPHINA = new URL('../../../shared/fixtures/cards/st-1.18.0_default_Seraphina.png', import.meta.url)

// The list shows the first characters of a Worker, and other tests add many.
let worker: Direct
beforeAll(async () => {
  worker = await startDirect(inject('folder'), 'import', { ...OPEN, SCRIPTED_DELAY_MS: '0' })
})
afterAll(() => worker?.stop())

const send = (file: Buffer, type?: string): Promise<Response> => characters.send(file, type, worker.url)
const imported = (file: Buffer, type?: string): Promise<Imported> => characters.imported(file, type, worker.url)
const ask = (question: Question) => http.ask(question, worker.url)

async function list(): Promise<Character[]> {
  return (await http.getJson<{ characters: Character[] }>('/characters', worker.url)).characters
}

describe('a card file', () => {
  const card = keeper(newName())
  const json = Buffer.from(JSON.stringify(card))

  test.for<[name: string, file: Buffer, type: string]>([
    ['a PNG', cardPng(card), 'image/png'],
    ['a PNG of V2', cardPng({ ...card, spec: 'chara_card_v2', spec_version: '2.0' }, 'chara'), 'image/png'],
    ['a PNG that is just bytes', cardPng(card), 'application/octet-stream'],
    ['JSON', json, 'application/json'],
    ['JSON with parameters in its type', json, 'Application/JSON; charset=utf-8'],
    ['of a kind that the browser does not know', cardPng(card), ''],
  ])('that is %s becomes a character, and is read as the npm package reads it', async ([, file, type]) => {
    const { character, ...rest } = await imported(file, type)
    expect(rest).toEqual(readCard(file))
    const { name, creator_notes, first_mes, tags } = card.data
    expect(character).toEqual({
      id: expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}$/) as string,
      char_id: expect.stringMatching(/^keeper_[0-9a-f_]+$/) as string,
      display_name: name,
      avatar: `/v1/characters/${character.char_id}/avatar`,
      color_hex: expect.stringMatching(/^#[0-9A-Fa-f]{6}$/) as string,
      tone: '',
      description: creator_notes,
      greeting: first_mes,
      suggestions: [],
      corpus: null,
      tags,
    })
    expect(await list()).toContainEqual(expect.objectContaining(character))
  })

  test('twice gives two characters, which both answer', async () => {
    const file = cardPng(keeper(newName()))
    const [first, second] = [await imported(file), await imported(file)]
    expect(second.character.char_id).not.toBe(first.character.char_id)
    expect(second.character.id).not.toBe(first.character.id)
    expect(second.card).toEqual(first.card)
    const question = { user_id: newUser(), text: 'Is there salt on the glass?' }
    const answers = [
      await ask({ ...question, char_id: first.character.char_id }),
      await ask({ ...question, char_id: second.character.char_id }),
      await ask({ ...question, char_id: second.character.id }),
    ]
    const [text, ...others] = answers.map((answer) => answer.text)
    expect(text).toContain('Salt keeps the lamp glass clear.')
    expect(others).toEqual([text, text])
  })

  test('at the same time gives as many characters', async () => {
    const file = cardPng(keeper(newName()))
    const all = await Promise.all(Array.from({ length: 8 }, () => imported(file)))
    expect(new Set(all.map(({ character }) => character.char_id)).size).toBe(8)
  })

  test('may have a name without Latin letters', async () => {
    const { character } = await imported(cardPng(keeper('灯台守')))
    expect(character.char_id).toMatch(/^character(_\w+)?$/)
    expect(character.display_name).toBe('灯台守')
  })

  test('may be called as an address is', async () => {
    const { character } = await imported(cardPng(keeper('Import')))
    expect(character.char_id).toMatch(/^import_\w+$/)
    expect((await http.get(`/v1/characters/${character.char_id}`, worker.url)).status).toBe(200)
  })

  test('that says what it is not allowed to say is not believed', async () => {
    const card = keeper(newName())
    const cuecard = { slug: 'arieol', corpus: 'the-spiral-almanac', color_hex: 'url(https://example.com)' }
    const { character } = await imported(cardPng({ ...card, data: { ...card.data, extensions: { cuecard } } }))
    expect(character).toMatchObject({ corpus: null, color_hex: expect.stringMatching(/^#[0-9A-Fa-f]{6}$/) as string })
    expect(character.char_id).not.toBe('arieol')
  })

  test('of another program is read and asked', async ({ skip }) => {
    if (!existsSync(SERAPHINA)) {
      console.log(`skipped: ${SERAPHINA.pathname} is not there`)
      skip()
    }
    const { character, format, card } = await imported(await readFile(SERAPHINA), 'image/png')
    expect(format).toEqual({ container: 'png', spec: 'v3', chunk: 'ccv3' })
    expect(card.data.character_book?.entries).toHaveLength(4)
    expect(character).toMatchObject({ display_name: 'Seraphina' })
    const answer = await ask({ user_id: newUser(), char_id: character.char_id, text: 'What is Eldoria?' })
    expect(answer).toMatchObject({ kind: 'done', text: expect.stringMatching(/\S/) as string })
  })
})

describe('a file is refused, and no character added, when', () => {
  const card = keeper(newName())
  const picture = cardPng(card)
  const cut = picture.subarray(0, BODY_OFFSET + 50)
  const half = Buffer.from('{"name": ').toString('base64')
  const wrong = { ...card, data: { ...card.data, description: [7] } }
  const nameless = { ...card, data: { ...card.data, name: undefined } }
  const withList = (path: string, list: unknown) => ({ ...card, data: { ...card.data, [path]: list } })

  test.for<[name: string, file: Buffer, code: string, place: object]>([
    ['it is a PNG without a card', png([['Comment', 'a lighthouse']]), 'no_card_in_png', {}],
    ['it is a PNG that is cut before its card ends', cut, 'truncated', { offset: BODY_OFFSET }],
    ['it is nothing but the signature of a PNG', picture.subarray(0, 8), 'truncated', { offset: 8 }],
    ['the card in it is no Base64', png([['ccv3', '<spec>']]), 'invalid_base64', { offset: BODY_OFFSET + 13 }],
    ['the card in it is no JSON', png([['ccv3', half]]), 'invalid_json', { offset: 9 }],
    ['it is empty', Buffer.of(), 'empty_file', { offset: 0 }],
    ['it is text', Buffer.from('a lighthouse'), 'not_a_card', { offset: 0 }],
    ['it is another picture', Buffer.from('GIF89a'), 'no_card_in_image', { offset: 0 }],
    ['it is JSON of something else', Buffer.from('{"lamp": "oil"}'), 'not_a_card', {}],
    ['it is a lorebook', Buffer.from('{"entries": {}}'), 'lorebook_only', {}],
    ['it is broken JSON', Buffer.from('{"name": "Ada", "description": ]}'), 'invalid_json', { offset: 31 }],
    ['a field is of the wrong type', cardPng(wrong), 'wrong_type', { path: '/data/description' }],
    ['a list is none', cardPng(withList('tags', { a: 1 })), 'wrong_type', { path: '/data/tags' }],
    ['an item is of the wrong type', cardPng(withList('tags', ['a', []])), 'wrong_type', { path: '/data/tags/1' }],
    ['it has no name', cardPng(nameless), 'missing_field', { path: '/data/name' }],
  ])('%s', async ([, file, code, place]) => {
    const before = await list()
    await expectProblem(await send(file), 422, code, place)
    expect(await list()).toEqual(before)
  })

  test.for([
    ['one byte more than 16 MiB', 16 * MIB + 1],
    ['50 MB', 50_000_000],
  ] as const)('it has %s', async ([, bytes]) => {
    const before = await list()
    const file = Buffer.concat([picture, Buffer.alloc(bytes - picture.length)])
    await expectProblem(await send(file, 'image/png'), 413, 'body_too_large')
    expect(await list()).toEqual(before)
  })

  test.for(['text/html', 'image/gif', 'multipart/mixed; boundary=x', 'application/json-patch+json', 'nonsense'])(
    'its media type is %j',
    async (type) => {
      await expectProblem(await send(picture, type), 415, 'unsupported_media_type')
    },
  )
})
