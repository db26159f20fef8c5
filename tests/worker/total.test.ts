/** The whole life of an answer has a limit, however steadily it comes. */

import { afterAll, beforeAll, expect, inject, test } from 'vitest'

import { CHARACTER, newUser } from '../support/accounts.js'
import { closed, cue } from '../support/calls.js'
import { OPEN } from '../support/context.js'
import { startDirect } from '../support/direct.js'
import type { Direct } from '../support/direct.js'
import { ask } from '../support/http.js'

let worker: Direct
beforeAll(async () => {
  const vars = { ...OPEN, OLLAMA_URL: inject('upstream'), SCRIPTED_DELAY_MS: '0', TOTAL_MS: '700' }
  worker = await startDirect(inject('folder'), 'total', vars)
})
afterAll(() => worker?.stop())

test('an answer that goes on for too long ends, is paid, and the provider is told', async () => {
  const words = cue('a word now and then')
  const question = { user_id: newUser(), char_id: 'arieol', brain: 'ollama', text: words.text }
  const answer = await ask(question, worker.url)
  expect(answer.text).toContain('spiral')
  expect(answer).toMatchObject({ kind: 'error', end: { code: 'timeout', retryable: true, charged: CHARACTER } })
  await closed(words)
})
