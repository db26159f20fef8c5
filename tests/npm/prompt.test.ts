/** `assemble` as a preview uses it. */

import { createHash } from 'node:crypto'

import { assemble, readCard, readLorebook } from 'cuecard'
import type { AssembleInput } from 'cuecard'
import { expect, test } from 'vitest'

import { v3 } from './cards.js'
import { thrown } from './thrown.js'

const input: AssembleInput = {
  card: v3,
  user: { name: 'Brennan', description: 'A keeper from the mainland.' },
  messages: [
    { role: 'assistant', content: 'Hello, Brennan.' },
    { role: 'user', content: 'It is cold — 冷 — here.' },
  ],
  text: 'What is the salt for?',
  passages: [{ page_id: 'p01', quote: 'The lamp burns from dusk.' }],
  max_tokens: 120,
  brain: { kind: 'ollama', model: 'llama3:8b' },
  ambient: { now_unix_ms: 1_700_000_000_000, utc_offset_minutes: 60, seed: 7 },
}

test('the same input gives the same prompt', () => {
  expect(assemble(structuredClone(input))).toEqual(assemble(input))
})

test('the messages hold the card, the chat and the text', () => {
  const { messages } = assemble(input)
  const all = messages.map(({ content }) => content).join('\n')
  expect(messages[0]?.role).toBe('system')
  expect(messages.at(-1)).toMatchObject({ role: 'user', content: expect.stringContaining('What is the salt for?') })
  expect(all).toContain('A mathematician who keeps a lighthouse.')
  expect(all).toContain('It is cold — 冷 — here.')
  expect(all).toContain('The lamp burns from dusk.')
})

test('a lore entry says why it is there', () => {
  const { lore } = assemble(input)
  expect(lore).toMatchObject([{ book: 0, entry: 0, name: 'Salt', reason: 'key', key: 'salt' }])
  expect(assemble({ ...input, text: 'And now?' }).lore).toEqual([])
})

test('sections are spans of UTF-8 bytes in their messages', () => {
  const { messages, sections } = assemble(input)
  const text = ({ message, start, end }: (typeof sections)[number]) =>
    Buffer.from(messages[message]?.content ?? '').subarray(start, end).toString()
  const description = sections.find(({ id }) => id === 'description')
  expect(description && text(description)).toContain('A mathematician who keeps a lighthouse.')
  expect(sections.filter(({ id }) => id === 'history').map(text).join()).toContain('It is cold — 冷 — here.')
})

test('the fingerprint is the hash of the body that is sent', () => {
  const { fingerprint, request, ambient } = assemble(input)
  expect(fingerprint).toBe(createHash('sha256').update(request.body).digest('hex'))
  expect(JSON.parse(request.body)).toMatchObject({ model: 'llama3:8b' })
  expect(ambient).toEqual(input.ambient)
})

test('only the text is required', () => {
  expect(assemble({ text: '' }).messages).toBeInstanceOf(Array)
})

test('half of an emoji is replaced, and a backslash before a u is not', () => {
  const { messages } = assemble({ text: 'cut \ud83d here, \\ud83d there, whole 😀' })
  expect(messages.at(-1)?.content).toContain('cut \ufffd here, \\ud83d there, whole 😀')
})

test.for([undefined, null, 'Hello'])('%j in the place of the input is refused in words', (wrong) => {
  const call = () => assemble(wrong as unknown as AssembleInput)
  expect(call).toThrow(new TypeError('an object with the input has to be given'))
})

test('a whole import is refused where its card or its lorebook is meant', () => {
  const file = JSON.stringify(v3)
  const [card, book] = [readCard(file), readLorebook(file)]
  const withImport = (more: object) => () => assemble({ text: 'Hello', ...more })
  const whole = (name: string) => new TypeError(`this is a whole import: give the \`${name}\` in it`)
  expect(withImport({ card })).toThrow(whole('card'))
  expect(withImport({ lorebooks: [book.lorebook, book] })).toThrow(whole('lorebook'))
  expect(withImport({ card: card.card, lorebooks: [book.lorebook] })).not.toThrow()
})

test('a wrong field is named', () => {
  const wrong = { text: 'Hello', messages: [{ role: 'user', content: 5 }] } as unknown as AssembleInput
  expect(thrown(() => assemble(wrong))).toMatchObject({ code: 'wrong_type', path: '/messages/0/content' })
})

test('a misspelt field is refused rather than ignored', () => {
  const misspelt = { text: 'Hello', passage: [] } as AssembleInput
  expect(thrown(() => assemble(misspelt))).toMatchObject({ code: 'unknown_field', path: '/passage' })
})
