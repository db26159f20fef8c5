/** `GET /retrieve`: quotations of the book that the seed brings. */

import { readFile } from 'node:fs/promises'

import type { Passage } from 'cuecard'
import { describe, expect, test } from 'vitest'

import { expectProblem, get, getJson } from '../support/http.js'

const BOOK = 'the-spiral-almanac'
const QUESTIONS = [
  'Why is the sky spiral-shaped?',
  'When does the tide come up the street?',
  'What do the lamps burn?',
  'bread',
  'Who owes the baker, and what?',
  'winter lamp tide sky bread clock street turn book rain',
]

interface Book {
  pages: { page_id: string; text: string }[]
}

const { pages } = JSON.parse(
  await readFile(new URL('../../worker/seed/book.json', import.meta.url), 'utf8'),
) as Book

const words = (text: string): string[] => text.split(/\s+/).filter((word) => word !== '')

function retrieve(query: Record<string, string>): Promise<Passage[]> {
  return getJson<Passage[]>(`/retrieve?${new URLSearchParams(query)}`)
}

describe('a quotation', () => {
  test.for(QUESTIONS)('is short and stands on its page: %s', async (q) => {
    const found = await retrieve({ q, limit: '20' })
    expect(found.length).toBeGreaterThan(0)
    for (const passage of found) {
      expect(Object.keys(passage).sort()).toEqual(['page_id', 'quote'])
      const { quote, page_id } = passage
      expect(words(quote).length).toBeGreaterThan(0)
      expect(words(quote).length).toBeLessThan(40)
      const page = pages.find((page) => page.page_id === page_id)?.text ?? ''
      expect(words(page).join(' ')).toContain(words(quote).join(' ').replace(/…$/, ''))
    }
  })

  test('is about what was asked', async () => {
    const [best] = await retrieve({ q: 'Why is the sky spiral-shaped?' })
    expect(best?.quote).toMatch(/spiral/i)
  })

  test('is the same when asked again', async () => {
    for (const q of QUESTIONS) expect(await retrieve({ q })).toEqual(await retrieve({ q }))
  })
})

describe('the list', () => {
  test('has three quotations unless told otherwise, each of another page', async () => {
    for (const limit of [undefined, 1, 2, 3, 20]) {
      const found = await retrieve({ q: 'sky tide lamp bread winter', ...(limit && { limit: String(limit) }) })
      expect(found.length).toBe(limit ?? 3)
      expect(new Set(found.map(({ page_id }) => page_id)).size).toBe(found.length)
    }
  })

  test('is empty when no page has the words', async () => {
    expect(await retrieve({ q: 'xylophone quasar' })).toEqual([])
    expect(await retrieve({ q: 'what is the' })).toEqual([])
    expect(await retrieve({ q: '?!' })).toEqual([])
    expect(await retrieve({ q: '盐 灯' })).toEqual([])
  })

  test('is of one book when a book is named', async () => {
    expect(await retrieve({ q: 'sky', corpus: BOOK })).toEqual(await retrieve({ q: 'sky' }))
    expect(await retrieve({ q: 'sky', corpus: 'another' })).toEqual([])
  })
})

describe('a query', () => {
  const OPERATORS = [
    ...['"sky', 'sky*', 'NEAR(sky tide)', 'title:sky', '(sky', 'sky AND', 'sky\0'],
    "sky'; DROP TABLE passages; --",
  ]

  test.for(OPERATORS)(
    'has no operators: %j',
    async (q) => {
      const found = await retrieve({ q })
      expect(found.length).toBeGreaterThan(0)
    },
  )

  test.for(['', '?q=', '?q=%20%20', '?corpus=the-spiral-almanac'])('needs a question: %j', async (query) => {
    await expectProblem(await get(`/retrieve${query}`), 400, 'missing_field', { path: '?q' })
  })

  test.for(['0', '21', '-1', '1.5', 'many', '', '4294967297'])('has a limit from 1 to 20: %j', async (limit) => {
    await expectProblem(await get(`/retrieve?q=sky&limit=${limit}`), 400, 'invalid_value', { path: '?limit' })
  })

  test('has each name once', async () => {
    const problem = await expectProblem(await get('/retrieve?q=sky&q=tide'), 400, 'invalid_value', {
      path: expect.any(String) as string,
    })
    expect(problem.detail).toContain('one value for each name')
  })
})
