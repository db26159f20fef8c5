/**
 * A model that fails. Before its first word that is a problem of HTTP and free; behind it the stream says so in its one
 * terminal event and the answer is paid. What the provider said about it stays between the provider and nobody.
 */

import { describe, expect, test } from 'vitest'

import { CHARACTER, expectCharged, newUser } from '../support/accounts.js'
import { callCount, closed, cue } from '../support/calls.js'
import { ask, expectProblem, get, postJson } from '../support/http.js'
import { logWith } from '../support/log.js'
import { CANARY, EARLY, HALF, LATE, RETRY_AFTER } from '../support/scenarios.js'
import type { EarlyFault, LateFault } from '../support/scenarios.js'

const PROBLEMS: Record<EarlyFault, [status: number, code: string]> = {
  'status 429': [503, 'provider_unavailable'],
  'status 500': [503, 'provider_unavailable'],
  'status 404': [502, 'provider_rejected'],
  'status 401': [502, 'provider_rejected'],
  'status 302': [502, 'provider_rejected'],
  'error line first': [502, 'provider_failed'],
  'error line behind a thought': [502, 'provider_failed'],
  'malformed line first': [502, 'provider_failed'],
  'nothing at all': [502, 'provider_failed'],
  'done without a word': [502, 'provider_failed'],
  'reset at once': [502, 'provider_unreachable'],
  'reset behind the headers': [502, 'provider_failed'],
  'silent without headers': [504, 'provider_timeout'],
  'silent behind a thought': [504, 'provider_timeout'],
}

const FAILURES: Record<LateFault, string> = {
  'error line': 'provider_error',
  'malformed line': 'malformed_frame',
  'end without done': 'incomplete_stream',
  'closed inside a line': 'incomplete_stream',
  reset: 'incomplete_stream',
  silent: 'stalled',
  'line too long': 'frame_too_long',
}

/** Longest answer that anybody asked for: `max_tokens` of 120, each of at most 32 bytes. */
const LONGEST_BYTES = 120 * 32

const question = (text: string) => ({ user_id: newUser(), char_id: 'arieol', brain: 'ollama', text })

describe('before the first word', () => {
  test.for(EARLY)('a failure is a problem and costs nothing: %s', async (fault) => {
    const failing = cue(fault)
    const asked = question(failing.text)
    const [status, code] = PROBLEMS[fault]
    const problem = await expectProblem(await postJson('/ask', asked), status, code)
    expect(JSON.stringify(problem)).not.toContain(CANARY)
    await closed(failing)
    await expectCharged(asked.user_id, 0)
  })

  test('a redirection is not followed', async () => {
    const before = await callCount()
    await postJson('/ask', question(cue('status 302').text))
    expect(await callCount()).toBe(before + 1)
  })

  test('a provider that is busy says for how long, and the client hears it', async () => {
    const response = await postJson('/ask', question(cue('status 429').text))
    expect(response.headers.get('retry-after')).toBe(RETRY_AFTER)
  })
})

describe('behind the first word', () => {
  test.for(LATE)('a failure is the one terminal event, and the answer is paid: %s', async (fault) => {
    const failing = cue(fault)
    const asked = question(failing.text)
    const { text, kind, end, headers } = await ask(asked)
    expect([text, kind]).toEqual([HALF, 'error'])
    expect(headers.get('x-cuecard-prompt')).toMatch(/^[0-9a-f]{64}$/)
    expect(end).toEqual({
      code: FAILURES[fault],
      message: expect.stringMatching(/\S/) as string,
      retryable: expect.any(Boolean) as boolean,
      charged: CHARACTER,
    })
    expect(JSON.stringify(end)).not.toContain(CANARY)
    await closed(failing)
    await expectCharged(asked.user_id, CHARACTER)
  })

  test('a model that never stops is stopped', async () => {
    const flood = cue('words as fast as they are read')
    const asked = question(flood.text)
    const response = await postJson('/ask', asked)
    const decoder = new TextDecoder()
    let stream = ''
    const reader = response.body?.getReader()
    for (let read = await reader?.read(); read && !read.done; read = await reader?.read()) {
      stream += decoder.decode(read.value, { stream: true })
      // Far beyond what was asked for, and beyond what stands between the provider and here.
      if (stream.length > 1024 * LONGEST_BYTES) break
    }
    await reader?.cancel()
    await closed(flood)
    expect(stream.slice(-200)).toContain('event: error\n')
    await expectCharged(asked.user_id, CHARACTER)
  })
})

test('what the provider says of its failures is in no log', async () => {
  for (const fault of [...EARLY, ...LATE]) {
    if (fault.includes('error line') || fault.includes('malformed') || fault.startsWith('status')) {
      await (await postJson('/ask', question(cue(fault).text))).text()
    }
  }
  // Behind this line everything before it is in the log as well.
  const marker = `/marker-${newUser()}`
  await get(marker)
  expect(await logWith(marker)).not.toContain(CANARY)
})
