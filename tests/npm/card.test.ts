/** `readCard` on files that a user could have. */

import { readCard } from 'cuecard'
import { describe, expect, test } from 'vitest'

import { png, v1, v2, v3 } from './cards.js'
import { thrown } from './thrown.js'

describe('a card of', () => {
  test('V1 becomes V3', () => {
    const { card, format, warnings } = readCard(JSON.stringify(v1))
    expect(format).toEqual({ container: 'json', spec: 'v1', chunk: null })
    expect(card).toMatchObject({ spec: 'chara_card_v3', spec_version: '3.0', data: v1 })
    expect(card.data.alternate_greetings).toEqual([])
    expect(warnings).toEqual([])
  })

  test('V2 becomes V3 and keeps its book and the data of other programs', () => {
    const { card, format } = readCard(JSON.stringify(v2))
    expect(format.spec).toBe('v2')
    expect(card.spec).toBe('chara_card_v3')
    expect(card.data).toMatchObject(v2.data)
    expect(card.data.character_book?.entries[0]?.keys).toEqual(['salt'])
  })

  test('V3 keeps fields that nobody knows', () => {
    const { card, format } = readCard(JSON.stringify(v3))
    expect(format.spec).toBe('v3')
    expect(card).toMatchObject(v3)
  })
})

describe('a file', () => {
  test('may come as text, as bytes, as part of a buffer and as a buffer', () => {
    const text = JSON.stringify(v3)
    const bytes = new TextEncoder().encode(`..${text}..`)
    const part = bytes.subarray(2, -2)
    expect(readCard(part)).toEqual(readCard(text))
    expect(readCard(part.slice().buffer)).toEqual(readCard(text))
  })

  test.for([
    ['chara', v2, 'v2'],
    ['ccv3', v3, 'v3'],
  ] as const)('may be a PNG with a %s chunk', ([keyword, card, spec]) => {
    const result = readCard(png(keyword, card))
    expect(result.format).toEqual({ container: 'png', spec, chunk: keyword })
    expect(result.card.data).toMatchObject(card.data)
  })

  test('that is no card is refused', () => {
    expect(thrown(() => readCard('hello'))).toMatchObject({ name: 'CuecardError', code: 'not_a_card' })
    expect(thrown(() => readCard(new Uint8Array()))).toMatchObject({ code: 'empty_file' })
  })

  test('that is broken JSON is refused with the place', () => {
    const error = thrown(() => readCard('{"name": "Ada", "description": ]}'))
    expect(error.code).toBe('invalid_json')
    expect(error.offset).toBeGreaterThan(20)
    expect('path' in error).toBe(false)
  })

  test('with a field of the wrong type is refused with the field', () => {
    const card = { ...v2, data: { ...v2.data, description: { text: 7 } } }
    const error = thrown(() => readCard(JSON.stringify(card)))
    expect(error).toMatchObject({ code: 'wrong_type', path: '/data/description' })
    expect('offset' in error).toBe(false)
  })

  test('without a name is refused with the field', () => {
    const { name: _, ...nameless } = v1
    expect(thrown(() => readCard(JSON.stringify(nameless)))).toMatchObject({ code: 'missing_field', path: '/name' })
  })
})
