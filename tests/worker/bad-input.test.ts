/** Questions that are no questions: each has its problem, and none costs anything. */

import { describe, expect, test } from 'vitest'

import { expectCharged, newUser } from '../support/accounts.js'
import { at, expectProblem, post, postJson } from '../support/http.js'

const KIB = 1024

/** Bodies by what is wrong with them, with status, code and place. `question` is sound. */
const BODIES: [name: string, body: (question: object) => unknown, status: number, code: string, place?: object][] = [
  ['a list', () => [], 400, 'wrong_type', { path: '' }],
  ['a text', () => 'Hello', 400, 'wrong_type', { path: '' }],
  ['without a text', (question) => ({ ...question, text: undefined }), 400, 'missing_field', { path: '/text' }],
  ['with null for a text', (question) => ({ ...question, text: null }), 400, 'missing_field', { path: '/text' }],
  ['with a number for a text', (question) => ({ ...question, text: 7 }), 400, 'wrong_type', { path: '/text' }],
  ['with a list for char_id', (question) => ({ ...question, char_id: [] }), 400, 'wrong_type', { path: '/char_id' }],
  ['with a truth for a brain', (question) => ({ ...question, brain: true }), 400, 'wrong_type', { path: '/brain' }],
  ['with text for messages', (question) => ({ ...question, messages: 'Hi' }), 400, 'wrong_type', { path: '/messages' }],
  [
    'with a message of nobody',
    (question) => ({ ...question, messages: [{ role: 'narrator', content: 'Hi' }] }),
    ...([400, 'invalid_value', { path: '/messages/0/role' }] as const),
  ],
  [
    'with a message without content',
    (question) => ({ ...question, messages: [{ role: 'user' }] }),
    ...([400, 'missing_field', { path: '/messages/0/content' }] as const),
  ],
  [
    'with a field that nobody knows',
    (question) => ({ ...question, character_id: 'arieol' }),
    ...([400, 'unknown_field', { path: '/character_id' }] as const),
  ],
  ['to nobody', (question) => ({ ...question, char_id: 'nobody_at_all' }), 404, 'character_not_found'],
  ['to an empty name', (question) => ({ ...question, char_id: '' }), 404, 'character_not_found'],
  ['for an unknown brain', (question) => ({ ...question, brain: 'gpt' }), 400, 'unknown_brain', { path: '/brain' }],
  [
    'with a text that is too long',
    (question) => ({ ...question, text: 'a'.repeat(32 * KIB + 1) }),
    ...([413, 'text_too_long', { path: '/text' }] as const),
  ],
  [
    'that is too large',
    (question) => ({ ...question, messages: [{ role: 'user', content: 'a'.repeat(1024 * KIB) }] }),
    ...([413, 'body_too_large'] as const),
  ],
]

describe.for(['/ask', '/v1/preview'])('a body for %s', (path) => {
  test.for(BODIES)('%s is refused and costs nothing', async ([, body, status, code, place]) => {
    const user_id = newUser()
    const question = { user_id, char_id: 'arieol', text: 'Who are you?' }
    await expectProblem(await postJson(path, body(question)), status, code, place)
    await expectCharged(user_id, 0)
  })

  test.for<[name: string, body: BodyInit, code: string, place: object]>([
    ['nothing', '', 'invalid_json', { offset: 0 }],
    ['not JSON', '{"text": "Hello", ]', 'invalid_json', { offset: 18 }],
    ['cut JSON', '{"text": "Hello"', 'invalid_json', { offset: 16 }],
    ['not UTF-8', Uint8Array.of(0x7b, 0x22, 0xff), 'invalid_utf8', { offset: 2 }],
    ['too deep', '['.repeat(100), 'json_too_deep', { offset: 64 }],
  ])('that is %s is refused with the place', async ([, body, code, place]) => {
    await expectProblem(await post(path, body), 400, code, place)
  })

  test.for(['text/plain', 'application/x-www-form-urlencoded', 'application/jsonp', ''])(
    'has to say that it is JSON, not %j',
    async (type) => {
      const user_id = newUser()
      const body = JSON.stringify({ user_id, char_id: 'arieol', text: 'Who are you?' })
      await expectProblem(await post(path, body, type), 415, 'unsupported_media_type')
      await expectCharged(user_id, 0)
    },
  )

  test.for([
    ['nobody', undefined, 'missing_field'],
    ['a number', 7, 'wrong_type'],
    ['an empty name', '', 'invalid_value'],
    ['a name that is too long', 'u'.repeat(129), 'invalid_value'],
    ['a name with a line feed', 'u\n', 'invalid_value'],
  ] as const)('from %s is refused', async ([, user_id, code]) => {
    await expectProblem(await postJson(path, { user_id, text: 'Who are you?' }), 400, code, { path: '/user_id' })
  })
})

test.for(['', ' \n\t '])('a question without a word is refused and costs nothing: %j', async (text) => {
  const user_id = newUser()
  const question = { user_id, char_id: 'arieol', text }
  await expectProblem(await postJson('/ask', question), 400, 'invalid_value', { path: '/text' })
  await expectCharged(user_id, 0)
})

test('a question may be as long as is allowed', async () => {
  const user_id = newUser()
  const response = await postJson('/ask', { user_id, text: 'a'.repeat(32 * KIB) })
  expect(response.status).toBe(200)
  await response.text()
  await expectCharged(user_id, 1)
})

test('a question that is not posted costs nothing', async () => {
  const user_id = newUser()
  const address = at(`/ask?${new URLSearchParams({ user_id, text: 'Who are you?' })}`)
  await expectProblem(await fetch(address), 405, 'method_not_allowed')
  await expectCharged(user_id, 0)
})
