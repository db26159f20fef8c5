/** Each entry where it runs: Node, a browser's way of loading, and workerd itself. */

import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'

import { build } from 'esbuild'
import { Miniflare } from 'miniflare'
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest'

import { v1 } from './cards.js'

type Package = typeof import('cuecard')

const dist = new URL('../../npm/dist/', import.meta.url)
const binary = await readFile(new URL('core.wasm', dist))
const card = JSON.stringify(v1)

afterEach(() => vi.restoreAllMocks())

describe('in Node', () => {
  test('nothing has to be awaited', async () => {
    const cuecard = await import('cuecard')
    expect(cuecard.isReady()).toBe(true)
    expect(cuecard.readCard(card).card.data.name).toBe('Ada')
    await expect(cuecard.init()).resolves.toBeUndefined()
  })

  test('require works', () => {
    const cuecard = createRequire(import.meta.url)('cuecard') as Package
    expect(cuecard.readCard(card).card.data.name).toBe('Ada')
  })
})

describe('in a browser', () => {
  let copies = 0
  /** The module as a page that has just been opened sees it. */
  const open = (): Promise<Package> => import(`${new URL('browser.js', dist).href}?page=${copies++}`)

  test('calls before init say what to do', async () => {
    const { CuecardError, isReady, readCard, assemble, readStream } = await open()
    const expected = expect.objectContaining({ code: 'not_initialized', message: expect.stringContaining('init()') })
    expect(isReady()).toBe(false)
    expect(() => readCard(card)).toThrow(expected)
    expect(() => assemble({ text: '' })).toThrow(CuecardError)
    await expect(readStream(new Response('')).next()).rejects.toThrow(expected)
  })

  test.for<[string, () => BufferSource | Response | Promise<Response> | WebAssembly.Module]>([
    ['bytes', () => binary],
    ['a module', () => new WebAssembly.Module(binary)],
    ['a response', () => new Response(binary, { headers: { 'content-type': 'application/wasm' } })],
    ['a response without a media type', () => new Response(binary)],
    ['a promise', () => Promise.resolve(new Response(binary))],
  ])('init takes %s', async ([, source]) => {
    const { init, isReady, readCard } = await open()
    await init(source())
    expect(isReady()).toBe(true)
    expect(readCard(card).card.data.name).toBe('Ada')
  })

  test('init fetches the binary beside the module, once', async () => {
    const { init, readCard } = await open()
    const fetched = vi.spyOn(globalThis, 'fetch').mockImplementation(async () => new Response(binary))
    const first = init()
    expect(init()).toBe(first)
    await first
    expect(fetched.mock.calls).toEqual([[new URL('core.wasm', dist)]])
    expect(readCard(card).card.data.name).toBe('Ada')
  })

  test('init can be tried again after a failure', async () => {
    const { init, isReady } = await open()
    const fetched = vi.spyOn(globalThis, 'fetch')
    fetched.mockRejectedValueOnce(new TypeError('offline'))
    await expect(init()).rejects.toMatchObject({ code: 'fetch_failed', cause: new TypeError('offline') })
    fetched.mockResolvedValueOnce(new Response('gone', { status: 404 }))
    await expect(init()).rejects.toMatchObject({ code: 'fetch_failed', status: 404 })
    expect(isReady()).toBe(false)
    fetched.mockResolvedValueOnce(new Response(binary))
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
      external: ['./core.wasm'],
      write: false,
    })
    const modules = {
      'worker.js': { type: 'esm' as const, contents: outputFiles[0]?.text ?? '' },
      'core.wasm': { type: 'wasm' as const, contents: Uint8Array.from(binary) },
    }
    const config = { name: 'cuecard', compatibilityDate: '2026-11-01', manifest: { mainModule: 'worker.js', modules } }
    worker = new Miniflare({ workers: [{ config }] })
    await worker.ready
  })

  afterAll(() => worker?.dispose())

  test('a Worker reads a card with the binary that was deployed', async () => {
    const answer = await worker.dispatchFetch('http://localhost/', { method: 'POST', body: card })
    expect(await answer.json()).toEqual({ name: 'Ada' })
  })

  test('a Worker answers a bad card with the code', async () => {
    const answer = await worker.dispatchFetch('http://localhost/', { method: 'POST', body: 'hello' })
    expect(answer.status).toBe(422)
    expect(await answer.json()).toEqual({ code: 'not_a_card' })
  })
})
