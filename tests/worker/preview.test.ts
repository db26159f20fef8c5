/** `POST /v1/preview`: the prompt without an answer, the same that is sent and the same that the browser makes. */

import { createHash } from 'node:crypto'

import { CuecardError, assemble } from 'cuecard'
import type { AssembleInput, Passage, Prompt } from 'cuecard'
import { describe, expect, test } from 'vitest'

import { expectCharged, newUser } from '../support/accounts.js'
import { keeper } from '../support/cards.js'
import { ask, expectProblem, getJson, postJson } from '../support/http.js'

const SEEDED = [
  ...['arieol', 'nan_kett', 'osmund_teasel'],
  ...['calm_coach', 'drill_sergeant', 'fitness_coach', 'personal_trainer'],
]
const SKY = 'Why is the sky spiral-shaped?'

async function preview(body: object): Promise<Prompt & { passages?: Passage[] }> {
  const response = await postJson('/v1/preview', body)
  expect([response.status, response.headers.get('content-type')]).toEqual([200, 'application/json'])
  return (await response.json()) as Prompt & { passages?: Passage[] }
}

describe('a preview of a question', () => {
  test.for([...SEEDED, undefined])(
    'is what is sent: %s',
    async (char_id) => {
      const question = { user_id: newUser(), text: SKY, ...(char_id && { char_id }) }
      const { fingerprint, request, passages } = await preview(question)
      expect(fingerprint).toBe(createHash('sha256').update(request.body).digest('hex'))
      const { headers, end } = await ask(question)
      expect(headers.get('x-cuecard-prompt')).toBe(fingerprint)
      expect(end).toMatchObject({ prompt: fingerprint, passages })
    },
  )

  test('names the passages that a search offers', async () => {
    const { passages } = await preview({ user_id: newUser(), text: SKY, char_id: 'arieol' })
    const query = new URLSearchParams({ q: SKY, corpus: 'the-spiral-almanac' })
    expect(passages).toEqual(await getJson(`/retrieve?${query}`))
  })

  test('debits nothing, and may be empty', async () => {
    const user_id = newUser()
    for (const text of ['', SKY, 'Who are you?']) await preview({ user_id, char_id: 'arieol', text })
    for (const brain of ['scripted', 'ollama']) await preview({ user_id, char_id: 'arieol', text: SKY, brain })
    await expectCharged(user_id, 0)
  })

  test('says where each byte of the prompt is from', async () => {
    const { messages, sections } = await preview({ user_id: newUser(), text: SKY, char_id: 'arieol', brain: 'ollama' })
    for (const { message, start, end, role } of sections) {
      const bytes = Buffer.from(messages[message]?.content ?? '')
      expect(messages[message]?.role).toBe(role)
      expect(end).toBeLessThanOrEqual(bytes.length)
      expect(start).toBeLessThan(end)
    }
    const question = sections.find(({ id }) => id === 'text')
    const content = Buffer.from(messages[question?.message ?? 0]?.content ?? '')
    expect(content.subarray(question?.start, question?.end).toString()).toBe(SKY)
  })
})

describe('a preview of a card', () => {
  const { name, description, first_mes } = keeper('Ada').data
  const history: AssembleInput['messages'] = [
    { role: 'assistant', content: 'Good evening.' },
    { role: 'user', content: 'It is cold — 冷 🕯 — and there is salt on the glass.' },
  ]
  const brain = { kind: 'ollama', model: 'llama3:8b' } as const
  const winter = { keys: [], content: 'It is winter.', constant: true, enabled: true, insertion_order: 2 }
  const chance = '{{random::a::b::c}} {{roll:d20}} {{time}} {{date}}'
  const ambient = { now_unix_ms: 1_700_000_000_000, utc_offset_minutes: 60, seed: 7 }

  test.for<[name: string, input: AssembleInput]>([
    ['a card and nothing else', { card: keeper('Ada'), text: '' }],
    ['a card of V1', { card: { name, description, first_mes }, text: 'Hello.' }],
    ['a card with lore that is hit', { card: keeper('Ada'), text: 'Is that salt?', ambient }],
    ['a model and a history', { card: keeper('Ada'), text: 'Why?', messages: history, brain }],
    [
      'everything',
      {
        card: { ...keeper('Ada'), data: { ...keeper('Ada').data, system_prompt: 'Be {{char}}. {{original}}' } },
        lorebooks: [{ entries: [winter] }],
        user: { name: 'Brennan "B"', description: 'A keeper from the mainland.\r\nTall.' },
        main: 'Write in the first person.',
        passages_in_main: false,
        messages: history,
        text: 'What is the salt for?',
        passages: [{ page_id: 'p01', quote: 'The lamp burns from dusk.' }],
        max_tokens: 120,
        brain,
        ambient,
      },
    ],
    ['chance and time', { card: { name, description: chance }, text: 'Hi.', ambient }],
  ])('is the one of the npm package, byte for byte: %s', async ([, input]) => {
    const response = await postJson('/v1/preview', input)
    expect(response.status).toBe(200)
    expect(await response.text()).toBe(JSON.stringify(assemble(input)))
  })

  test.for<[name: string, input: object]>([
    ['no text', { card: keeper('Ada') }],
    ['a card that is none', { card: { entries: {} }, text: '' }],
    ['a card of the wrong type', { card: 7, text: '' }],
    ['a wrong field in the card', { card: { ...keeper('Ada'), data: { ...keeper('Ada').data, tags: 7 } }, text: '' }],
    ['a wrong message', { card: keeper('Ada'), text: '', messages: [{ role: 'user', content: 5 }] }],
    ['a misspelt field', { card: keeper('Ada'), text: '', passage: [] }],
    ['a brain that is not there', { card: keeper('Ada'), text: '', brain: { kind: 'gpt' } }],
  ])('refuses what the npm package refuses, with the same code and place: %s', async ([, input]) => {
    const refused = (): unknown => {
      try {
        return assemble(input as AssembleInput)
      } catch (error) {
        return error
      }
    }
    const error = refused()
    if (!(error instanceof CuecardError)) throw new Error('the npm package accepts it')
    const { code, path, offset } = error
    await expectProblem(await postJson('/v1/preview', input), 400, code, {
      ...(path !== undefined && { path }),
      ...(offset !== undefined && { offset }),
    })
  })
})
