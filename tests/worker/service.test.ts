/** What the Worker says of itself, and to those who knock at the wrong door. */

import { describe, expect, test } from 'vitest'

import { at, expectProblem, get, getJson } from '../support/http.js'

const ROUTES = [
  ['GET', '/healthz'],
  ['GET', '/characters'],
  ['GET', '/retrieve'],
  ['GET', '/v1/characters'],
  ['GET', '/v1/characters/{id}'],
  ['POST', '/v1/characters/import'],
  ['GET', '/v1/characters/{id}/avatar'],
  ['GET', '/v1/characters/{id}/export'],
  ['POST', '/v1/preview'],
  ['POST', '/ask'],
] as const

interface Parameter {
  name: string
  in: string
}

interface OpenApi {
  openapi: string
  paths: Record<string, Record<string, { responses: object; parameters?: Parameter[] }>>
}

test('the Worker says that it is well', async () => {
  expect(await getJson('/healthz')).toEqual({ status: 'ok' })
})

describe('the OpenAPI document', () => {
  test('lists every route with its method and no other', async () => {
    const { openapi, paths } = await getJson<OpenApi>('/openapi.json')
    expect(openapi).toMatch(/^3\./)
    const listed = Object.entries(paths).flatMap(([path, item]) =>
      Object.keys(item).map((method) => `${method.toUpperCase()} ${path}`),
    )
    expect(listed.sort()).toEqual(ROUTES.map((route) => route.join(' ')).sort())
  })

  test('says which parameters are part of the path', async () => {
    const { paths } = await getJson<OpenApi>('/openapi.json')
    for (const [path, item] of Object.entries(paths)) {
      const parameters = Object.values(item).flatMap(({ parameters }) => parameters ?? [])
      const inPath = parameters.filter((parameter) => parameter.in === 'path').map(({ name }) => `{${name}}`)
      expect(inPath, path).toEqual(path.match(/\{\w+\}/g) ?? [])
    }
  })

  test('refers only to what it holds', async () => {
    const document = await getJson<OpenApi>('/openapi.json')
    const references = [...JSON.stringify(document).matchAll(/"\$ref":"#\/([^"]+)"/g)].map(([, path]) => path ?? '')
    expect(references.length).toBeGreaterThan(0)
    for (const reference of references) {
      let found: unknown = document
      for (const key of reference.split('/')) found = (found as Record<string, unknown> | undefined)?.[key]
      expect(found, reference).toBeTypeOf('object')
    }
  })
})

describe('an address that does not exist', () => {
  const PATHS = ['/nothing', '/v1', '/v1/characters/import/more', '/ask/', '/%00', '/..%2fhealthz']

  test.for(PATHS)('is not found: %s', async (path) => {
    await expectProblem(await get(path), 404, 'not_found')
  })
})

describe('a method that an address does not answer', () => {
  test.for(ROUTES)('is refused with the one that it does answer: %s %s', async ([method, path]) => {
    for (const wrong of ['GET', 'POST', 'PUT', 'DELETE'].filter((other) => other !== method)) {
      const response = await fetch(at(path), { method: wrong })
      expect(response.headers.get('allow') ?? '', wrong).toContain(method)
      await expectProblem(response, 405, 'method_not_allowed')
    }
  })
})

test('nothing may be taken for another type than it says', async () => {
  for (const path of ['/healthz', '/characters', '/openapi.json', '/nothing', '/']) {
    expect((await get(path)).headers.get('x-content-type-options'), path).toBe('nosniff')
  }
})

test('the page is served, and allows no code but its own', async () => {
  const page = await get('/')
  expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8'])
  const policy = page.headers.get('content-security-policy') ?? ''
  expect(policy).toContain("default-src 'none'")
  expect(policy).toContain("script-src 'self' 'wasm-unsafe-eval'")
  expect(policy).not.toContain('unsafe-inline')
})
