/** A client that leaves: the model is told to stop at once, and what had been heard is paid. */

import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'

import { CHARACTER, expectChargedSoon, newUser } from '../support/accounts.js'
import { arrived, closed, cue } from '../support/calls.js'
import type { Cue } from '../support/calls.js'
import { OPEN } from '../support/context.js'
import { startDirect } from '../support/direct.js'
import type { Direct } from '../support/direct.js'
import { at } from '../support/http.js'
import type { Question } from '../support/http.js'
import { Visitor } from '../support/raw.js'

/** How soon the provider has to notice. */
const SOON_MS = 500

const measured: string[] = []
afterAll(() => console.log(`the provider's connection was closed after ${measured.join(', ')}`))

const question = (text: string): Question => ({ user_id: newUser(), char_id: 'arieol', brain: 'ollama', text })

/** Checks how long after the client left the provider's connection was closed. */
async function expectClosed(cue: Cue, leftAt: number, name: string): Promise<void> {
  const call = await closed(cue)
  const milliseconds = (call.closed_at_unix_ms ?? Infinity) - leftAt
  measured.push(`${milliseconds} ms (${name})`)
  expect(milliseconds).toBeLessThanOrEqual(SOON_MS)
}

describe('a client that leaves before the first word', () => {
  let worker: Direct
  beforeAll(async () => {
    const vars = { ...OPEN, OLLAMA_URL: inject('upstream'), SCRIPTED_DELAY_MS: '0' }
    worker = await startDirect(inject('folder'), 'direct', vars)
  })
  afterAll(() => worker?.stop())

  test.for(['silent without headers', 'silent behind a thought'] as const)('pays nothing: %s', async (scenario) => {
    const silence = cue(scenario)
    const asked = question(silence.text)
    const visitor = await Visitor.ask(asked, worker.url)
    await arrived(silence)
    await expectClosed(silence, visitor.reset(), scenario)
    await expectChargedSoon(asked.user_id, 0, worker.url)
  })
})

describe('a client that leaves', () => {
  test('after the first word pays for the answer', async () => {
    const words = cue('a word now and then')
    const asked = question(words.text)
    const visitor = await Visitor.ask(asked)
    await visitor.hears('data: spiral')
    await expectClosed(words, visitor.leave(), 'after a word')
    await expectChargedSoon(asked.user_id, CHARACTER)
  })

  test('in the middle of a flood pays for the answer', async () => {
    const flood = cue('words as fast as they are read')
    const asked = question(flood.text)
    const visitor = await Visitor.ask(asked)
    await visitor.hears('data: spiral')
    await expectClosed(flood, visitor.leave(), 'in a flood')
    await expectChargedSoon(asked.user_id, CHARACTER)
  })

  test('as a browser does pays for the answer', async () => {
    const words = cue('a word now and then')
    const asked = question(words.text)
    const leaving = new AbortController()
    const body = JSON.stringify(asked)
    const headers = { 'content-type': 'application/json' }
    const response = await fetch(at('/ask'), { method: 'POST', headers, body, signal: leaving.signal })
    await response.body?.getReader().read()
    leaving.abort()
    await expectClosed(words, Date.now(), 'an aborted fetch')
    await expectChargedSoon(asked.user_id, CHARACTER)
  })

  test('in company leaves the others alone', async () => {
    const [leaving, staying] = [cue('a word now and then'), cue('slow between words')]
    const visitors = await Promise.all([Visitor.ask(question(leaving.text)), Visitor.ask(question(staying.text))])
    await Promise.all([visitors[0].hears('data: spiral'), visitors[1].hears('data: The')])
    await expectClosed(leaving, visitors[0].leave(), 'in company')
    await visitors[1].hears('event: done')
    visitors[1].leave()
  })
})
