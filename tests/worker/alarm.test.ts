/** What becomes of a hold in the end: taken where words were heard, free where nobody came back for it. */

import { expect, inject, test } from 'vitest'

import { ALLOWANCE, CHARACTER, balance, newUser } from '../support/accounts.js'
import { arrived, closed, cue } from '../support/calls.js'
import { OPEN } from '../support/context.js'
import { startDirect } from '../support/direct.js'
import { Visitor } from '../support/raw.js'

/** A hold lives for a moment only, so that its alarm is within the patience of a test. */
const LIFE = { TOTAL_MS: '600', HOLD_SLACK_MS: '400' }
const LIFE_MS = 1_000

const vars = (): Record<string, string> => ({ ...OPEN, ...LIFE, OLLAMA_URL: inject('upstream'), SCRIPTED_DELAY_MS: '0' })
const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds))

test('what a client that left had heard stays paid behind the alarm', async () => {
  const worker = await startDirect(inject('folder'), 'alarm-settled', vars())
  try {
    const words = cue('a word now and then')
    const user = newUser()
    const visitor = await Visitor.ask({ user_id: user, char_id: 'arieol', brain: 'ollama', text: words.text }, worker.url)
    await visitor.hears('data: spiral')
    visitor.leave()
    await closed(words)
    // A hold that were merely pending would be free again by now.
    await pause(2 * LIFE_MS)
    expect(await balance(user, worker.url)).toBe(ALLOWANCE - CHARACTER)
  } finally {
    await worker.stop()
  }
})

test('a hold that lost its Worker is freed by the alarm', async () => {
  const user = newUser()
  const silence = cue('silent without headers')
  const first = await startDirect(inject('folder'), 'alarm-lost', vars())
  const visitor = await Visitor.ask({ user_id: user, char_id: 'arieol', brain: 'ollama', text: silence.text }, first.url)
  await arrived(silence)
  await first.stop()
  visitor.leave()
  const second = await startDirect(inject('folder'), 'alarm-lost', vars())
  try {
    await pause(2 * LIFE_MS)
    expect(await balance(user, second.url)).toBe(ALLOWANCE)
  } finally {
    await second.stop()
  }
})
