/** Credits that run out, one after the other and all at once. */

import { expect, test } from 'vitest'

import { ALLOWANCE, CHARACTER, NARRATOR, newUser } from '../support/accounts.js'
import { callCount, cue } from '../support/calls.js'
import { ask, expectProblem, postJson } from '../support/http.js'
import { parseAnswer } from '../support/sse.js'

const TEXT = 'Why is the sky spiral-shaped?'

/** Spends credits with answers of a character, and of the narrator for the rest. */
async function spend(user_id: string, credits: number): Promise<void> {
  for (let left = credits; left >= CHARACTER; left -= CHARACTER) await ask({ user_id, char_id: 'arieol', text: TEXT })
  for (let left = credits % CHARACTER; left > 0; left -= NARRATOR) await ask({ user_id, text: TEXT })
}

test('a new account pays for twenty answers, and the next is refused before anything happens', async () => {
  const user_id = newUser()
  for (let left = ALLOWANCE - CHARACTER; left >= 0; left -= CHARACTER) {
    const { end } = await ask({ user_id, char_id: 'arieol', text: TEXT })
    expect(end).toMatchObject({ charged: CHARACTER, available: left })
  }
  const calls = await callCount()
  const refused = { user_id, char_id: 'arieol', text: cue('normal').text, brain: 'ollama' }
  await expectProblem(await postJson('/ask', refused), 402, 'insufficient_credits', { needed: CHARACTER, available: 0 })
  // Refused before the character is looked up, and still refused afterwards.
  const unknown = { ...refused, char_id: 'nobody_at_all' }
  await expectProblem(await postJson('/ask', unknown), 402, 'insufficient_credits', { needed: CHARACTER, available: 0 })
  const narrator = { user_id, text: TEXT }
  await expectProblem(await postJson('/ask', narrator), 402, 'insufficient_credits', { needed: NARRATOR, available: 0 })
  expect(await callCount()).toBe(calls)
})

test('an account with 3 credits pays the narrator and no character', async () => {
  const user_id = newUser()
  await spend(user_id, ALLOWANCE - 3)
  const character = { user_id, char_id: 'arieol', text: TEXT }
  const short = { needed: CHARACTER, available: 3 }
  await expectProblem(await postJson('/ask', character), 402, 'insufficient_credits', short)
  expect((await ask({ user_id, text: TEXT })).end).toMatchObject({ charged: NARRATOR, available: 2 })
  await expectProblem(await postJson('/ask', character), 402, 'insufficient_credits', { ...short, available: 2 })
})

test.for(['scripted', 'ollama'])('credits for four answer four of twenty questions at once: %s', async (brain) => {
  const user_id = newUser()
  await spend(user_id, ALLOWANCE - 4 * CHARACTER)
  const questions = Array.from({ length: 20 }, () => {
    const text = brain === 'ollama' ? cue('slow between words').text : TEXT
    return postJson('/ask', { user_id, char_id: 'arieol', text, brain })
  })
  const responses = await Promise.all(questions)
  const answered = responses.filter(({ status }) => status === 200)
  const refused = responses.filter(({ status }) => status === 402)
  expect([answered.length, refused.length]).toEqual([4, 16])
  for (const response of answered) {
    expect(parseAnswer(await response.bytes())).toMatchObject({ kind: 'done', end: { charged: CHARACTER } })
  }
  for (const response of refused) {
    const { available } = await expectProblem(response, 402, 'insufficient_credits', {
      needed: CHARACTER,
      available: expect.any(Number) as number,
    })
    expect(available).toBeLessThan(CHARACTER)
  }
  const last = await postJson('/ask', { user_id, text: TEXT })
  await expectProblem(last, 402, 'insufficient_credits', { needed: NARRATOR, available: 0 })
})
