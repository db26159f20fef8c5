/** Requests to the running Worker, and what its problems have to look like. */

import type { Message } from 'cuecard'
import { expect, inject } from 'vitest'

import { parseAnswer } from './sse.js'
import type { Answer } from './sse.js'

/** The body of `/ask`, and of `/v1/preview` for the same question. */
export interface Question {
  user_id: string
  text: string
  char_id?: string
  brain?: string
  messages?: Message[]
}

/** An error of HTTP. */
export interface Problem {
  type: string
  title: string
  status: number
  detail: string
  code: string
  offset?: number
  path?: string
  needed?: number
  available?: number
}

/** An answer with the headers that came before it. */
export type Asked = Answer & { headers: Headers }

export const at = (path: string, worker: URL | string = inject('worker')): URL => new URL(path, worker)

export const get = (path: string, worker?: URL): Promise<Response> => fetch(at(path, worker))

export async function getJson<T>(path: string, worker?: URL): Promise<T> {
  const response = await get(path, worker)
  expect([response.status, response.headers.get('content-type')]).toEqual([200, 'application/json'])
  return (await response.json()) as T
}

export const post = (path: string, body: BodyInit, type = 'application/json', worker?: URL): Promise<Response> =>
  fetch(at(path, worker), { method: 'POST', headers: { 'content-type': type }, body })

export const postJson = (path: string, body: unknown): Promise<Response> => post(path, JSON.stringify(body))

/** Asks, for a question that is expected to be answered. */
export async function ask(question: Question, worker?: URL): Promise<Asked> {
  const headers = { 'content-type': 'application/json' }
  const response = await fetch(at('/ask', worker), { method: 'POST', headers, body: JSON.stringify(question) })
  if (response.status !== 200) throw new Error(`${response.status} ${await response.text()}`)
  return Object.assign(parseAnswer(await response.bytes()), { headers: response.headers })
}

/** Checks that a response is this problem in the one form that problems have. */
export async function expectProblem(
  response: Response,
  status: number,
  code: string,
  more: object = {},
): Promise<Problem> {
  const text = await response.text()
  const found = { status: response.status, text: text.slice(0, 500) }
  expect(found).toEqual({ status, text: expect.stringContaining(`"code":"${code}"`) as string })
  expect(response.headers.get('content-type')).toBe('application/problem+json')
  const problem = JSON.parse(text) as Problem
  expect(problem).toEqual({
    type: `urn:cuecard:problem:${code}`,
    title: expect.stringMatching(/^[A-Z]/) as string,
    status,
    detail: expect.stringMatching(/\S/) as string,
    code,
    ...more,
  })
  return problem
}
