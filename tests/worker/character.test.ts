/** `GET /v1/characters/{id}`: all that is kept of a character. */

import { afterAll, beforeAll, describe, expect, inject, test, vi } from 'vitest'

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

describe('a character of whom something was changed behind the Worker', () => {
  let worker: Direct
  beforeAll(async () => {
    worker = await startDirect(inject('folder'), 'changed', OPEN)
  })
  afterAll(() => worker?.stop())

  /** A character with a lorebook in its file. */
  const kept = async () => (await imported(withBook(), undefined, worker.url)).character
  const ask = ({ id }: { id: string }) => get(`/v1/characters/${id}`, worker.url)
  const tag = async (character: { id: string }) => (await ask(character)).headers.get('etag')

  async function change(column: string, value: unknown, { id }: { id: string }): Promise<void> {
    const sql = `UPDATE characters SET ${column} = ?1 WHERE id = ?2`
    await (await worker.database()).prepare(sql).bind(value, id).run()
  }

  test('is given without the lorebooks of a file that is rubbish, without a validator, and the log says so', async () => {
    const character = await kept()
    expect(await tag(character)).toMatch(/^"\w+"$/)
    const files = await worker.files()
    const { objects } = await files.list()
    for (const { key } of objects) await files.put(key, Buffer.from('a lighthouse'))
    expect(await whole(character.id, worker.url)).toMatchObject({ character, lorebooks: [] })
    expect(await tag(character)).toBeNull()
    const lines = objects.map(({ key }) => `${key} cannot be read: not_a_card`)
    await vi.waitFor(() => expect(worker.log.filter((line) => lines.includes(line))).not.toEqual([]))
  })

  test('is a problem where the card cannot be read, and the log names the row', async () => {
    const character = await kept()
    await change('card', '[]', character)
    for (const what of ['', '/export', '/avatar']) {
      await expectProblem(await get(`/v1/characters/${character.id}${what}`, worker.url), 500, 'internal')
    }
    const line = expect.stringContaining(`the card of ${character.id} cannot be read: wrong_type`) as string
    await vi.waitFor(() => expect(worker.log).toContainEqual(line))
  })

  test.for<[column: string, value: unknown]>([
    ['updated_at', 1_700_000_000_000],
    ['format', '{"container": "json", "spec": "v2"}'],
  ])('has another validator with another %s', async ([column, value]) => {
    const character = await kept()
    const before = await tag(character)
    expect(await tag(character)).toBe(before)
    await change(column, value, character)
    const after = await tag(character)
    expect(after).toMatch(/^"\w+"$/)
    expect(after).not.toBe(before)
  })
})
