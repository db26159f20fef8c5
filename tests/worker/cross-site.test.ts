/** Pages of other sites do not write with the browser of a visitor. */

import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'

import { keeper } from '../support/cards.js'
import { newName } from '../support/characters.js'
import { OPEN } from '../support/context.js'
import { startDirect } from '../support/direct.js'
import type { Direct } from '../support/direct.js'
import { at, expectProblem } from '../support/http.js'

const OTHER = 'https://cards.example'
const FRIEND = 'https://friend.example'
const PATH = '/v1/characters/import'

type Headers = Record<string, string>

/** What a page can have a browser send without the browser asking first. */
function simple(headers: Headers, worker?: URL): Promise<Response> {
  const body = JSON.stringify(keeper(newName()))
  return fetch(at(PATH, worker), { method: 'POST', headers: { 'content-type': 'text/plain', ...headers }, body })
}

const own = (worker?: URL): string => at('/', worker).origin

describe('a write is refused that comes from', () => {
  test.for<[name: string, headers: Headers]>([
    ['another site', { 'sec-fetch-site': 'cross-site', origin: OTHER }],
    ['another host of the same site', { 'sec-fetch-site': 'same-site', origin: OTHER }],
    ['somewhere that the browser has no word for', { 'sec-fetch-site': 'new-word' }],
    ['another site in an older browser', { origin: OTHER }],
    ['a page that hides its origin', { origin: 'null' }],
    ['another port', { origin: 'http://127.0.0.1:1' }],
    ['a host that begins as this one', { origin: `${own()}.example` }],
  ])('%s', async ([, headers]) => {
    await expectProblem(await simple(headers), 403, 'cross_site')
  })

  test('a form of another site', async () => {
    const form = new FormData()
    form.set('file', new Blob([JSON.stringify(keeper(newName()))]))
    const headers = { 'sec-fetch-site': 'cross-site', origin: OTHER }
    await expectProblem(await fetch(at(PATH), { method: 'POST', body: form, headers }), 403, 'cross_site')
  })

  test.for(['POST', 'PUT', 'PATCH', 'DELETE'])('another site by any method: %s', async (method) => {
    for (const path of ['/ask', '/v1/preview', '/v1/characters/arieol']) {
      await expectProblem(await fetch(at(path), { method, headers: { origin: OTHER } }), 403, 'cross_site')
    }
  })
})

describe('a write is let through that comes from', () => {
  test.for<[name: string, headers: Headers]>([
    ['the own page', { 'sec-fetch-site': 'same-origin', origin: own() }],
    ['the visitor', { 'sec-fetch-site': 'none' }],
    ['the own page in an older browser', { origin: own() }],
    ['a program', {}],
  ])('%s', async ([, headers]) => {
    expect((await simple(headers)).status).toBe(201)
  })
})

test('another site may read, as its visitors may', async () => {
  const response = await fetch(at('/characters'), { headers: { 'sec-fetch-site': 'cross-site', origin: OTHER } })
  expect(response.status).toBe(200)
  expect(response.headers.get('access-control-allow-origin')).toBeNull()
})

describe('a deployment that allows an origin', () => {
  let worker: Direct
  beforeAll(async () => {
    const ALLOWED_ORIGINS = `${FRIEND}, http://localhost:5173, null`
    worker = await startDirect(inject('folder'), 'friend', { ...OPEN, ALLOWED_ORIGINS })
  })
  afterAll(() => worker?.stop())

  test.for([FRIEND, 'http://localhost:5173'])('lets its pages write: %s', async (origin) => {
    expect((await simple({ origin }, worker.url)).status).toBe(201)
    expect((await simple({ 'sec-fetch-site': 'cross-site', origin }, worker.url)).status).toBe(201)
  })

  test.for([OTHER, `${FRIEND}:8443`, 'http://friend.example', 'https://a.friend.example', 'null'])(
    'and no other: %j',
    async (origin) => {
      await expectProblem(await simple({ origin }, worker.url), 403, 'cross_site')
      await expectProblem(await simple({ 'sec-fetch-site': 'cross-site', origin }, worker.url), 403, 'cross_site')
    },
  )
})
