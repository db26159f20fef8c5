/** `POST /ask` with the built-in brain: the stream, the words, the passages, the price. */

import { readStream } from 'cuecard'
import type { Delta, Passage } from 'cuecard'
import { describe, expect, test } from 'vitest'

import { ALLOWANCE, CHARACTER, NARRATOR, newUser } from '../support/accounts.js'
import { ask, getJson, postJson } from '../support/http.js'
import type { Asked, Question } from '../support/http.js'

const SKY = 'Why is the sky spiral-shaped?'
const BOOK = 'the-spiral-almanac'

function question(more: Partial<Question> = {}): Question {
  return { user_id: newUser(), char_id: 'arieol', text: SKY, ...more }
}

async function done(more: Partial<Question> = {}): Promise<Asked & { kind: 'done' }> {
  const answer = await ask(question(more))
  if (answer.kind !== 'done') throw new Error(answer.end.code)
  return answer
}

describe('an answer', () => {
  test('is words in unnamed events, and then one event done', async () => {
    const { pieces, text, end } = await done()
    expect(pieces.length).toBeGreaterThan(5)
    expect(pieces).not.toContain('')
    expect(text).toMatch(/^\S.*\S$/s)
    expect(text).not.toMatch(/\{\{|undefined|null/)
    expect(end).toEqual({
      finish: 'stop',
      charged: CHARACTER,
      available: ALLOWANCE - CHARACTER,
      brain: 'scripted',
      prompt: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
      passages: expect.any(Array) as Passage[],
      usage: { input_tokens: expect.any(Number) as number, output_tokens: expect.any(Number) as number },
    })
  })

  test('comes with headers that keep it a stream', async () => {
    const { headers, end } = await done()
    expect(headers.get('content-type')).toBe('text/event-stream; charset=utf-8')
    expect(headers.get('cache-control')).toMatch(/no-cache.*no-transform/)
    expect(headers.get('content-encoding') ?? 'identity').toBe('identity')
    expect(headers.get('content-length')).toBeNull()
    expect(headers.get('x-cuecard-prompt')).toBe(end.prompt)
  })

  test('is read by the npm package as it is', async () => {
    // The name of whoever asks is part of the prompt, so that the same asks twice.
    const user_id = newUser()
    const { pieces, end } = await done({ user_id })
    const deltas: Delta[] = []
    for await (const delta of readStream(await postJson('/ask', question({ user_id })))) deltas.push(delta)
    expect(deltas).toEqual([
      ...pieces.map((text) => ({ type: 'text', text })),
      { type: 'done', ...end, available: end.available - CHARACTER },
    ])
  })
})

describe('the words', () => {
  test('are the same for the same question', async () => {
    expect((await done()).text).toBe((await done()).text)
  })

  test('are others for another question', async () => {
    const questions = [SKY, 'When does the tide come?', 'What do the lamps burn?', 'Who are you?']
    const texts = await Promise.all(questions.map(async (text) => (await done({ text })).text))
    expect(new Set(texts).size).toBe(questions.length)
  })

  test('are others from another character, and from the narrator', async () => {
    const asked = ['arieol', 'nan_kett', 'osmund_teasel', 'calm_coach', 'drill_sergeant']
    const texts = await Promise.all(asked.map(async (char_id) => (await done({ char_id })).text))
    const narrator = await ask({ user_id: newUser(), text: SKY })
    expect(new Set([...texts, narrator.text]).size).toBe(asked.length + 1)
  })

  test('are the same whether the slug or the id names the character', async () => {
    const { characters } = await getJson<{ characters: { id: string; char_id: string }[] }>('/characters')
    const id = characters.find(({ char_id }) => char_id === 'arieol')?.id ?? ''
    expect((await done({ char_id: id })).text).toBe((await done()).text)
  })

  test('depend on the chat before', async () => {
    const messages: Question['messages'] = [
      { role: 'user', content: 'Good evening.' },
      { role: 'assistant', content: 'Take the left stool.' },
    ]
    expect((await done({ messages })).end.prompt).not.toBe((await done()).end.prompt)
  })
})

describe('the passages', () => {
  const retrieve = (query: Record<string, string>) => getJson<Passage[]>(`/retrieve?${new URLSearchParams(query)}`)

  test('are those that a search in the book of the character offers', async () => {
    expect((await done()).end.passages).toEqual(await retrieve({ q: SKY, corpus: BOOK }))
    expect((await done()).end.passages).toHaveLength(3)
  })

  test.for(['arieol', 'nan_kett', 'osmund_teasel'])('are quoted with their page by %s', async (char_id) => {
    for (const text of [SKY, 'When does the tide come up the street?', 'How many lamps are there?']) {
      const answer = await done({ char_id, text })
      const cited = answer.end.passages.filter(({ page_id }) => answer.text.includes(page_id))
      expect(cited, answer.text).toHaveLength(1)
      expect(answer.text).toContain(cited[0]?.quote)
    }
  })

  test('are none for a character without a book', async () => {
    const answer = await done({ char_id: 'calm_coach' })
    expect(answer.end.passages).toEqual([])
    expect(answer.text).not.toMatch(/\bp\d\d\b/)
  })

  test('are of all books for the narrator', async () => {
    const answer = await ask({ user_id: newUser(), text: SKY })
    expect(answer).toMatchObject({ kind: 'done', end: { passages: await retrieve({ q: SKY }) } })
  })

  test('are none where no page has the words', async () => {
    const answer = await done({ text: 'Have you a xylophone?' })
    expect(answer.end.passages).toEqual([])
    expect(answer.text).toMatch(/\S/)
  })
})

describe('the price', () => {
  test('is 5 with a character and 1 without', async () => {
    const user_id = newUser()
    expect((await done({ user_id })).end).toMatchObject({ charged: CHARACTER, available: 95 })
    const narrator = await ask({ user_id, text: SKY })
    expect(narrator.end).toMatchObject({ charged: NARRATOR, available: 94 })
    expect((await done({ user_id })).end).toMatchObject({ charged: CHARACTER, available: 89 })
  })

  test('is paid by whoever asks and by nobody else', async () => {
    const [one, other] = [newUser(), newUser()]
    await done({ user_id: one })
    expect((await done({ user_id: other })).end.available).toBe(ALLOWANCE - CHARACTER)
    expect((await done({ user_id: ` ${one}` })).end.available).toBe(ALLOWANCE - CHARACTER)
  })
})
