/** Accounts of the tests, each of which is new and has its allowance. */

import { randomUUID } from 'node:crypto'

import { expect } from 'vitest'

import { ask } from './http.js'

/** Credits of a new account, and what answers cost. */
export const ALLOWANCE = 100
export const CHARACTER = 5
export const NARRATOR = 1

export const newUser = (): string => `user-${randomUUID()}`

/** What the account has, by an answer of the narrator that is paid from it. */
export async function balance(user: string, worker?: URL): Promise<number> {
  const answer = await ask({ user_id: user, text: 'What time is it?', brain: 'scripted' }, worker)
  if (answer.kind !== 'done') throw new Error(answer.end.code)
  return answer.end.available + NARRATOR
}

/** Checks what a new account was charged in all. */
export async function expectCharged(user: string, credits: number): Promise<void> {
  expect(await balance(user)).toBe(ALLOWANCE - credits)
}

/** Waits until a new account was charged exactly that, and fails if it never is. Costs a credit for each look. */
export async function expectChargedSoon(user: string, credits: number, worker?: URL): Promise<void> {
  const until = Date.now() + 3_000
  let looks = 0
  for (;;) {
    const charged = ALLOWANCE - (await balance(user, worker)) - looks * NARRATOR
    if (charged === credits) return
    looks += 1
    if (Date.now() > until || looks > 50) expect(charged).toBe(credits)
  }
}
