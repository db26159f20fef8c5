/** Each entry where it runs: Node, a browser's way of loading, and workerd itself. */

import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'

import { build } from 'esbuild'
import { Miniflare } from 'miniflare'
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest'

import { v1 } from './cards.js'
import { DIST, ENTRIES, open } from './page.js'
import type { Shared } from './page.js'
import { thrown } from './thrown.js'

type Package = typeof import('cuecard')

const [core, formats] = await Promise.all(ENTRIES.map(({ binary }) => readFile(new URL(binary, DIST))))
const card = JSON.stringify(v1)
const yaml = 'name: Ada\ndescription: A mathematician who keeps a lighthouse.\n'

afterEach(() => vi.restoreAllMocks())

describe.each(ENTRIES)('$entry in Node', ({ entry }) => {
  test('needs nothing to be awaited', async () => {
    const cuecard = (await import(entry)) as Shared
    expect(cuecard.isReady()).toBe(true)
    expect(cuecard.readCard(card).card.data.name).toBe('Ada')
    await expect(cuecard.init()).resolves.toBeUndefined()
  })

  test('can be required', () => {
    const cuecard = createRequire(import.meta.url)(entry) as Shared
    expect(cuecard.readCard(card).card.data.name).toBe('Ada')
  })
})

describe('the entries together', () => {
  test('leave YAML to cuecard/formats', async () => {
    const [small, large] = await Promise.all([import('cuecard'), import('cuecard/formats')])
    expect(thrown(() => small.readCard(yaml)).code).toBe('needs_formats')
    expect(large.readCard(yaml)).toMatchObject({ card: { data: { name: 'Ada' } }, format: { container: 'yaml' } })
    expect(small.readCard(large.writeCard(yaml, { format: 'png' })).card).toEqual(large.readCard(yaml).card)
  })

  test('throw errors of one class', async () => {
    const [small, large] = await Promise.all([import('cuecard'), import('cuecard/formats')])
    expect(large.CuecardError).toBe(small.CuecardError)
    expect(() => large.readCard('hello')).toThrow(small.CuecardError)
  })
})

test('calls before init say what to do', async () => {
  const { CuecardError, isReady, readCard, assemble, readStream } = await open<Package>('browser.js')
  const expected = expect.objectContaining({ code: 'not_initialized', message: expect.stringContaining('init()') })
  expect(isReady()).toBe(false)
  expect(() => readCard(card)).toThrow(expected)
  expect(() => assemble({ text: '' })).toThrow(CuecardError)
  await expect(readStream(new Response('')).next()).rejects.toThrow(expected)
})

describe.each([
  { ...ENTRIES[0], content: core as Buffer<ArrayBuffer> },
  { ...ENTRIES[1], content: formats as Buffer<ArrayBuffer> },
])('$entry in a browser', ({ script, binary, content }) => {

  test.for<[string, () => BufferSource | Response | Promise<Response> | WebAssembly.Module]>([
    ['bytes', () => content],
    ['a module', () => new WebAssembly.Module(content)],
    ['a response', () => new Response(content, { headers: { 'content-type': 'application/wasm' } })],
    ['a response without a media type', () => new Response(content)],
    ['a promise', () => Promise.resolve(new Response(content))],
  ])('init takes %s', async ([, source]) => {
    const { init, isReady, readCard } = await open(script)
    expect(() => readCard(card)).toThrow(expect.objectContaining({ code: 'not_initialized' }))
    await init(source())
    expect(isReady()).toBe(true)
    expect(readCard(card).card.data.name).toBe('Ada')
  })

  test('init fetches the binary beside the module, once', async () => {
    const { init, readCard } = await open(script)
    const fetched = vi.spyOn(globalThis, 'fetch').mockImplementation(async () => new Response(content))
    const first = init()
    expect(init()).toBe(first)
    await first
    expect(fetched.mock.calls).toEqual([[new URL(binary, DIST)]])
    expect(readCard(card).card.data.name).toBe('Ada')
  })

  test('init can be tried again after a failure', async () => {
    const { init, isReady } = await open(script)
    const fetched = vi.spyOn(globalThis, 'fetch')
    fetched.mockRejectedValueOnce(new TypeError('offline'))
    await expect(init()).rejects.toMatchObject({ code: 'fetch_failed', cause: new TypeError('offline') })
    fetched.mockResolvedValueOnce(new Response('gone', { status: 404 }))
    await expect(init()).rejects.toMatchObject({ code: 'fetch_failed', status: 404 })
    expect(isReady()).toBe(false)
    fetched.mockResolvedValueOnce(new Response(content))
    await init()
    expect(isReady()).toBe(true)
  })
})

describe('in workerd', () => {
  let worker: Miniflare

  beforeAll(async () => {
    const { outputFiles } = await build({
      entryPoints: [fileURLToPath(new URL('worker.ts', import.meta.url))],
      bundle: true,
      format: 'esm',
      conditions: ['workerd'],
      external: ['./core.wasm', './formats.wasm'],
      write: false,
    })
    const modules = {
      'worker.js': { type: 'esm' as const, contents: outputFiles[0]?.text ?? '' },
      'core.wasm': { type: 'wasm' as const, contents: Uint8Array.from(core ?? []) },
      'formats.wasm': { type: 'wasm' as const, contents: Uint8Array.from(formats ?? []) },
    }
    const config = { name: 'cuecard', compatibilityDate: '2026-11-01', manifest: { mainModule: 'worker.js', modules } }
    worker = new Miniflare({ workers: [{ config }] })
    await worker.ready
  })

  afterAll(() => worker?.dispose())

  test('a Worker reads a card with the binary that was deployed', async () => {
    const answer = await worker.dispatchFetch('http://localhost/', { method: 'POST', body: card })
    expect(await answer.json()).toEqual({ name: 'Ada', container: 'json' })
  })

  test('a Worker reads YAML with the other binary', async () => {
    const answer = await worker.dispatchFetch('http://localhost/', { method: 'POST', body: yaml })
    expect(await answer.json()).toEqual({ name: 'Ada', container: 'yaml' })
  })

  test('a Worker answers a bad card with the code', async () => {
    const answer = await worker.dispatchFetch('http://localhost/', { method: 'POST', body: 'hello' })
    expect(answer.status).toBe(422)
    expect(await answer.json()).toEqual({ code: 'not_a_card' })
  })
})
