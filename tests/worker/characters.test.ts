/** `GET /characters`: those that a new installation begins with. */

import { expect, test } from 'vitest'

import { getJson } from '../support/http.js'

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
