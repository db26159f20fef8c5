/** Deployments with other settings: nobody comes in by default, and what is missing is said. */

import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'

import { newUser } from '../support/accounts.js'
import { keeper } from '../support/cards.js'
import { OPEN } from '../support/context.js'
import { expectProblem } from '../support/http.js'
import { startWorker } from '../support/worker.js'
import type { Worker } from '../support/worker.js'

/** Nothing listens there. */
const NOWHERE = 'http://127.0.0.1:1'

const SETTINGS = {
  'without settings': {},
  'in development without AUTH': { ENVIRONMENT: 'development' },
  'open in production': { AUTH: 'open', ENVIRONMENT: 'production' },
  'without a provider': { ...OPEN, SCRIPTED_DELAY_MS: '0' },
  'with a provider that is down': { ...OPEN, SCRIPTED_DELAY_MS: '0', OLLAMA_URL: NOWHERE },
} as const

type Name = keyof typeof SETTINGS

const CLOSED: Name[] = [
  'without settings',
  'in development without AUTH',
  'open in production',
]

const workers = new Map<Name, Worker>()

beforeAll(async () => {
  const names = Object.keys(SETTINGS) as Name[]
  // One after the other: the processors are few.
  for (const name of names) {
    workers.set(name, await startWorker(inject('folder'), name.replaceAll(' ', '-'), SETTINGS[name]))
  }
})

afterAll(async () => {
  await Promise.all([...workers.values()].map((worker) => worker.stop()))
})

const call = (name: Name, path: string, init?: RequestInit) => fetch(new URL(path, workers.get(name)?.url), init)

const post = (name: Name, path: string, body: object) =>
  call(name, path, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) })

describe.for(CLOSED)('a deployment %s', (name) => {
  const question = { user_id: newUser(), char_id: 'arieol', text: 'Who are you?' }

  test('answers nobody', async () => {
    await expectProblem(await post(name, '/ask', question), 401, 'auth_required')
    await expectProblem(await post(name, '/ask', { ...question, char_id: 'nobody_at_all' }), 401, 'auth_required')
    await expectProblem(await post(name, '/v1/preview', question), 401, 'auth_required')
    await expectProblem(await post(name, '/v1/characters/import', keeper('Ada')), 401, 'auth_required')
  })

  test('shows what everybody may see', async () => {
    expect((await call(name, '/healthz')).status).toBe(200)
    expect((await call(name, '/openapi.json')).status).toBe(200)
    expect(await (await call(name, '/retrieve?q=sky')).json()).toHaveLength(3)
    const { characters } = (await (await call(name, '/characters')).json()) as { characters: object[] }
    expect(characters).toHaveLength(7)
    expect((await post(name, '/v1/preview', { card: keeper('Ada'), text: 'Hello.' })).status).toBe(200)
  })
})

describe('a deployment whose provider', () => {
  const question = { user_id: newUser(), char_id: 'arieol', text: 'Who are you?', brain: 'ollama' }
  const whatIsLeft = async (name: Name) => {
    const answer = await post(name, '/ask', { ...question, brain: 'scripted' })
    return /"available":(\d+)/.exec(await answer.text())?.[1]
  }

  test('is not set has no such brain', async () => {
    const name = 'without a provider'
    await expectProblem(await post(name, '/ask', question), 400, 'unknown_brain', { path: '/brain' })
    expect(await whatIsLeft(name)).toBe('95')
  })

  test('is down says so, without saying where, and charges nothing', async () => {
    const name = 'with a provider that is down'
    const problem = await expectProblem(await post(name, '/ask', question), 502, 'provider_unreachable')
    expect(JSON.stringify(problem)).not.toContain('127.0.0.1')
    expect(await whatIsLeft(name)).toBe('95')
  })
})
