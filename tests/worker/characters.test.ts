/** `GET /characters` and `GET /v1/characters`: those that a new installation begins with, and many, and large ones. */

import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'

import { keeper } from '../support/cards.js'
import { imported, newName } from '../support/characters.js'
import { OPEN } from '../support/context.js'
import { startDirect } from '../support/direct.js'
import type { Direct } from '../support/direct.js'
import { expectProblem, get, getJson } from '../support/http.js'

interface Character {
  id: string
  char_id: string
  display_name: string
  avatar: string
  color_hex: string
  tone: string
  description: string
  greeting: string
  suggestions: string[]
  corpus: string | null
  tags: string[]
  creator: string
  version: string
  is_cut: boolean
  updated_unix_ms: number
}

interface Page {
  characters: Character[]
  next_cursor?: string
}

const BOOK = 'the-spiral-almanac'

/** The order is part of the interface: the page offers the first one. Other tests add theirs behind these. */
const SEEDED = [
  ['arieol', BOOK],
  ['nan_kett', BOOK],
  ['osmund_teasel', BOOK],
  ['calm_coach', null],
  ['drill_sergeant', null],
  ['fitness_coach', null],
  ['personal_trainer', null],
]

/** Those whose greetings have more than 300 letters. */
const LONG = ['osmund_teasel', 'drill_sergeant']

async function seeded(): Promise<Character[]> {
  const { characters } = await getJson<{ characters: Character[] }>('/characters')
  return characters.slice(0, SEEDED.length)
}

test('three characters of a book and four coaches come first', async () => {
  expect((await seeded()).map(({ char_id, corpus }) => [char_id, corpus])).toEqual(SEEDED)
})

test('each has what the list promises', async () => {
  const text = expect.stringMatching(/\S/) as string
  for (const character of await seeded()) {
    expect(character).toEqual({
      id: expect.stringMatching(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/) as string,
      char_id: expect.stringMatching(/^[a-z0-9_]{1,64}$/) as string,
      display_name: text,
      avatar: `/v1/characters/${character.char_id}/avatar`,
      color_hex: expect.stringMatching(/^#[0-9A-F]{6}$/) as string,
      tone: text,
      description: text,
      greeting: text,
      suggestions: expect.arrayContaining([text]) as string[],
      corpus: character.corpus,
      tags: expect.arrayContaining([text]) as string[],
      creator: text,
      version: expect.any(String) as string,
      is_cut: LONG.includes(character.char_id),
      updated_unix_ms: expect.any(Number) as number,
    })
  }
})

test('no two look or are called the same', async () => {
  const characters = await seeded()
  for (const field of ['id', 'char_id', 'display_name', 'color_hex', 'tone', 'greeting'] as const) {
    expect(new Set(characters.map((character) => character[field])).size, field).toBe(characters.length)
  }
})

test('suggestions are questions of their own', async () => {
  for (const { char_id, suggestions } of await seeded()) {
    expect(suggestions.length, char_id).toBeGreaterThanOrEqual(2)
    expect(new Set(suggestions).size, char_id).toBe(suggestions.length)
  }
})

describe('a list of many characters', () => {
  let worker: Direct
  beforeAll(async () => {
    worker = await startDirect(inject('folder'), 'many', OPEN)
  })
  afterAll(() => worker?.stop())

  const page = (query: string) => getJson<Page>(`/v1/characters${query}`, worker.url)
  const first = async () => (await getJson<Page>('/characters', worker.url)).characters

  /** Brings in a card with these fields, and gives what the list says of it. */
  async function listed(fields: object): Promise<Character> {
    const card = keeper(newName())
    const file = Buffer.from(JSON.stringify({ ...card, data: { ...card.data, ...fields } }))
    const { character } = await imported(file, undefined, worker.url)
    const found = (await first()).find(({ id }) => id === character.id)
    if (found === undefined) throw new Error('the character is not listed')
    return found
  }

  test.for([1, 2, 3, 7, 8, 200])('is read page by page, each with at most %i', async (limit) => {
    const all: Character[] = []
    let cursor = ''
    for (;;) {
      const { characters, next_cursor } = await page(`?limit=${limit}${cursor}`)
      all.push(...characters)
      if (next_cursor === undefined) break
      expect(characters).toHaveLength(limit)
      cursor = `&cursor=${encodeURIComponent(next_cursor)}`
    }
    expect(all).toEqual(await first())
  })

  test('says no more than it was asked for, and no next page behind the last', async () => {
    const count = (await first()).length
    expect(Object.keys(await page(`?limit=${count}`))).toEqual(['characters'])
    expect((await page(`?limit=${count - 1}`)).next_cursor).toEqual(expect.any(String))
  })

  test('goes on where it was, also when a character came meanwhile', async () => {
    const { characters, next_cursor = '' } = await page('?limit=5')
    const added = await listed({})
    const rest = await page(`?limit=200&cursor=${next_cursor}`)
    expect([...characters, ...rest.characters]).toEqual(await first())
    expect(rest.characters.at(-1)).toEqual(added)
  })

  test.for([
    ['limit=0', '?limit'],
    ['limit=201', '?limit'],
    ['limit=', '?limit'],
    ['limit=1&limit=1', '?'],
    ['cursor=', '?cursor'],
    ['cursor=1', '?cursor'],
    ['cursor=1.2', '?cursor'],
    [`cursor=-1.${'0'.repeat(36)}`, '?cursor'],
    [`cursor=${2 ** 53}.${'0'.repeat(36)}`, '?cursor'],
    [`cursor=1.${'0'.repeat(37)}`, '?cursor'],
  ] as const)('is refused with %s', async ([query, path]) => {
    await expectProblem(await get(`/v1/characters?${query}`, worker.url), 400, 'invalid_value', { path })
  })

  test.for([
    ['limits=5', '?limits'],
    ['limit=5&q=a%26b', '?q'],
    ['LIMIT=5', '?LIMIT'],
    ['limit=0&c%C3%A9=1&c%C3%A9=2', '?c\u00e9'],
    ['=1', '?'],
  ] as const)('is refused with a name that it does not know: %s', async ([query, path]) => {
    const problem = await get(`/v1/characters?${query}`, worker.url)
    const { detail } = await expectProblem(problem, 400, 'unknown_field', { path })
    expect(detail).toContain(path.slice(1))
  })

  test('takes an empty query', async () => {
    expect(await page('?')).toEqual(await page(''))
  })

  test('has the creator and the version of a card', async () => {
    expect(await listed({})).toMatchObject({ creator: 'a tester', version: '1' })
  })

  test.for([
    ['first_mes', 'greeting'],
    ['creator_notes', 'description'],
  ] as const)('has the first 300 letters of %s', async ([field, name]) => {
    const letters = (count: number) => '🕯'.repeat(count)
    const [whole, cut] = [await listed({ [field]: letters(300) }), await listed({ [field]: letters(301) })]
    expect([whole[name], whole.is_cut]).toEqual([letters(300), false])
    expect([cut[name], cut.is_cut]).toEqual([letters(300), true])
  })

  test('has the first 32 tags, and 60 letters of each', async () => {
    const tags = (count: number, letters: number) => Array.from({ length: count }, (_, tag) => `${tag}`.padEnd(letters, 'é'))
    const whole = await listed({ tags: tags(32, 60) })
    expect([whole.tags, whole.is_cut]).toEqual([tags(32, 60), false])
    const many = await listed({ tags: tags(33, 60) })
    expect([many.tags, many.is_cut]).toEqual([tags(32, 60), true])
    const long = await listed({ tags: tags(32, 61) })
    expect([long.tags, long.is_cut]).toEqual([tags(32, 60), true])
  })

  test('stays small whatever is in it', { timeout: 120_000 }, async () => {
    const before = (await first()).length
    for (let count = 0; count < 20; count++) {
      await listed({ first_mes: 'x'.repeat(300_000), creator_notes: 'y'.repeat(300_000), tags: ['z'.repeat(200_000)] })
    }
    const response = await get('/v1/characters?limit=200', worker.url)
    const text = await response.text()
    expect((JSON.parse(text) as Page).characters).toHaveLength(before + 20)
    expect(text.length).toBeLessThan(200_000)
  })
})
