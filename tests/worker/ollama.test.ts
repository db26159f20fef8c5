/** `POST /ask` with a model behind it: what is sent, and what becomes of what comes back. */

import { createHash } from 'node:crypto'

import type { Prompt } from 'cuecard'
import { describe, expect, test } from 'vitest'

import { ALLOWANCE, CHARACTER, NARRATOR, expectCharged, newUser } from '../support/accounts.js'
import { arrived, closed, cue } from '../support/calls.js'
import { ask, postJson } from '../support/http.js'
import type { Question } from '../support/http.js'
import { SOUND, TEXT, USAGE } from '../support/scenarios.js'

interface Body {
  model: string
  messages: { role: string; content: string }[]
  stream: boolean
  options: { num_predict: number }
}

const question = (text: string, more: Partial<Question> = {}): Question => ({
  user_id: newUser(),
  char_id: 'arieol',
  brain: 'ollama',
  text,
  ...more,
})

describe('the answer of a model', () => {
  test.for(SOUND)('reaches the client whole: %s', async (scenario) => {
    const asked = question(cue(scenario).text)
    const answer = await ask(asked)
    expect(answer.text).toBe(TEXT)
    expect(answer).toMatchObject({
      kind: 'done',
      end: { finish: 'stop', charged: CHARACTER, available: ALLOWANCE - CHARACTER, brain: 'ollama', usage: USAGE },
    })
    await expectCharged(asked.user_id, CHARACTER)
  })

  test('may hold a line of hundreds of kilobytes', async () => {
    const answer = await ask(question(cue('a long line').text))
    expect([answer.kind, answer.text]).toEqual(['done', TEXT])
  })

  test('reaches the client as it is said', async () => {
    const asked = performance.now()
    const response = await postJson('/ask', question(cue('slow between words').text))
    const reader = response.body?.getReader()
    const times: number[] = []
    while (!(await reader?.read())?.done) times.push(performance.now() - asked)
    const [first = 0, last = 0] = [times[0], times.at(-1)]
    // Six words and the end, with 200 ms before each but the first.
    expect(last - first).toBeGreaterThan(1_000)
    expect(times.length).toBeGreaterThanOrEqual(6)
  })

  test('costs 1 without a character', async () => {
    const { text } = cue('normal')
    const answer = await ask({ user_id: newUser(), brain: 'ollama', text })
    expect(answer.end).toMatchObject({ charged: NARRATOR, available: ALLOWANCE - NARRATOR })
  })

  test('is asked for once and let go at its end', async () => {
    const asked = cue('normal')
    await ask(question(asked.text))
    await closed(asked)
  })
})

describe('the request to a model', () => {
  test('is the prompt, to the byte', async () => {
    const asked = cue('normal')
    const sent = question(asked.text, { messages: [{ role: 'assistant', content: 'Mind the step. — 渦 🌀' }] })
    const answer = await ask(sent)
    const body = Buffer.from((await arrived(asked)).body, 'base64')
    const fingerprint = createHash('sha256').update(body).digest('hex')
    const preview = (await (await postJson('/v1/preview', sent)).json()) as Prompt
    expect([answer.headers.get('x-cuecard-prompt'), answer.end, preview.fingerprint]).toEqual([
      fingerprint,
      expect.objectContaining({ prompt: fingerprint }) as object,
      fingerprint,
    ])
    expect(preview.request.body).toBe(body.toString())
  })

  test('is of the documented form', async () => {
    const asked = cue('normal')
    await ask(question(asked.text))
    const { body, headers } = await arrived(asked)
    const request = JSON.parse(Buffer.from(body, 'base64').toString()) as Body
    expect(request).toMatchObject({ model: 'llama3:8b', stream: true, options: { num_predict: 120 } })
    expect(request.messages[0]).toMatchObject({ role: 'system', content: expect.stringContaining('Arieol') as string })
    expect(request.messages).toContainEqual({ role: 'user', content: asked.text })
    expect(headers).toMatchObject({ 'content-type': 'application/json', 'accept-encoding': 'identity' })
    expect(Object.keys(headers)).not.toContain('authorization')
    expect(Object.keys(headers)).not.toContain('cookie')
  })

  test('does not say who asks, but for the name in the card', async () => {
    const asked = cue('normal')
    const user_id = newUser()
    await ask({ user_id, brain: 'ollama', text: asked.text })
    const { body, headers } = await arrived(asked)
    expect(Buffer.from(body, 'base64').toString()).not.toContain(user_id)
    expect(JSON.stringify(headers)).not.toContain(user_id)
  })
})
