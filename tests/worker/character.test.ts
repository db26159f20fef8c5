/** `GET /v1/characters/{id}`: all that is kept of a character. */

import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'

import { keeper } from '../support/cards.js'
import { exported, imported, newName } from '../support/characters.js'
import type { Imported } from '../support/characters.js'
import { OPEN } from '../support/context.js'
import { startDirect } from '../support/direct.js'
import type { Direct } from '../support/direct.js'
import { at, expectProblem, get, getJson } from '../support/http.js'
import { cardPng, chunk } from '../support/png.js'

type Whole = Pick<Imported, 'card' | 'character' | 'format' | 'lorebooks'> & { updated_unix_ms: number }

const whole = (name: string, worker?: URL) => getJson<Whole>(`/v1/characters/${name}`, worker)

/** A card with a lorebook of NovelAI beside it. */
function withBook(): Buffer {
  const entry = { text: 'Salt keeps the lamp glass clear.', displayName: 'Salt', keys: ['salt'], enabled: true }
  const book = Buffer.from(JSON.stringify({ lorebookVersion: 4, entries: [entry] })).toString('base64')
  return cardPng(keeper(newName()), 'ccv3', [chunk('tEXt', Buffer.from(`naidata\0${book}`, 'latin1'))])
}

describe('a character', () => {
  test('is given by its name and by its id, as its import told', async () => {
    const card = keeper(newName())
    const long = { ...card, data: { ...card.data, first_mes: 'Mind the step. '.repeat(100), tags: ['x'.repeat(100)] } }
    const begun = Date.now()
    const { character, card: read, format } = await imported(cardPng(long))
    const answer = await whole(character.char_id)
    const updated_unix_ms = expect.any(Number) as number
    expect(answer).toEqual({ character, card: read, format, lorebooks: [], updated_unix_ms })
    expect(Math.abs(answer.updated_unix_ms - begun)).toBeLessThan(60_000)
    expect(await whole(character.id)).toEqual(answer)
  })

  test('has the lorebooks that came beside its card', async () => {
    const { character, lorebooks } = await imported(withBook())
    expect(lorebooks).toHaveLength(1)
    expect((await whole(character.char_id)).lorebooks).toEqual(lorebooks)
  })

  test('is exported with them, where its file was a PNG', async () => {
    const { character, lorebooks } = await imported(withBook())
    const { file } = await exported(character)
    expect((await imported(file)).lorebooks).toEqual(lorebooks)
  })

  test('of the first hour is given too', async () => {
    const { character, card, lorebooks } = await whole('arieol')
    expect([character.display_name, card.data.name, lorebooks]).toEqual(['Arieol', 'Arieol', []])
  })

  test.for(['nobody_at_all', '%FF', "'%20OR%201=1"])('is not found: %s', async (name) => {
    await expectProblem(await get(`/v1/characters/${name}`), 404, 'character_not_found')
  })

  test('that the client has is not sent again', async () => {
    const tags = await Promise.all(
      [cardPng(keeper(newName())), withBook()].map(async (file) => {
        const address = at(`/v1/characters/${(await imported(file)).character.char_id}`)
        const etag = (await fetch(address)).headers.get('etag') ?? ''
        const again = await fetch(address, { headers: { 'if-none-match': etag } })
        expect([again.status, await again.text(), again.headers.get('etag')]).toEqual([304, '', etag])
        expect((await fetch(address, { headers: { 'if-none-match': '"other"' } })).status).toBe(200)
        return etag
      }),
    )
    expect(new Set(tags).size).toBe(2)
  })
})

describe('a character whose file is gone', () => {
  let worker: Direct
  beforeAll(async () => {
    worker = await startDirect(inject('folder'), 'gone-book', OPEN)
  })
  afterAll(() => worker?.stop())

  test('is given without the lorebooks that were in it, and without a validator', async () => {
    const { character, card } = await imported(withBook(), undefined, worker.url)
    const files = await worker.files()
    for (const { key } of (await files.list()).objects) await files.delete(key)
    expect(await whole(character.id, worker.url)).toMatchObject({ card, lorebooks: [] })
    expect((await get(`/v1/characters/${character.id}`, worker.url)).headers.get('etag')).toBeNull()
  })
})
