/** Questions for the fake provider, and what it saw of them. */

import { randomUUID } from 'node:crypto'

import { inject } from 'vitest'

import type { ScenarioName } from './scenarios.js'
import { WIRE } from './upstream.js'
import type { Call } from './upstream.js'

/** A question that makes the provider act out a scenario. */
export interface Cue {
  tag: string
  text: string
}

export function cue(scenario: ScenarioName, question = 'Why is the sky spiral-shaped?'): Cue {
  const tag = randomUUID().replaceAll('-', '')
  return { tag, text: `${question} [[${scenario}#${tag}]]` }
}

/** A question that makes the provider answer exactly these bytes. */
export function wireCue(wire: Uint8Array): Cue {
  const tag = randomUUID().replaceAll('-', '')
  return { tag, text: `[[${WIRE}#${tag}]] ${Buffer.from(wire).toString('base64')}` }
}

/** The one call for a question, as soon as it arrived. */
export const arrived = (cue: Cue): Promise<Call> => theCall(`/calls/${cue.tag}`)

/** The one call for a question, as soon as its connection is closed. */
export const closed = (cue: Cue): Promise<Call> => theCall(`/calls/${cue.tag}?closed`)

/** How often the provider was called at all. */
export async function callCount(): Promise<number> {
  const answer = await fetch(new URL('/count', inject('upstream')))
  return (await answer.json()) as number
}

async function theCall(path: string): Promise<Call> {
  const answer = await fetch(new URL(path, inject('upstream')), { signal: AbortSignal.timeout(10_000) })
  const calls = (await answer.json()) as Call[]
  const [call, ...more] = calls
  if (!call || more.length > 0) throw new Error(`the provider was called ${calls.length} times instead of once`)
  return call
}
