/**
 * What happens after the core has failed half way through a call.
 *
 * The real core offers no way to make it panic, so the entry is bundled here with a glue that fails on demand.
 */

import { fileURLToPath } from 'node:url'

import { build } from 'esbuild'
import { beforeAll, expect, test } from 'vitest'

type Package = typeof import('cuecard')

/** Counts its instances in the name of the card; `trap` and `panic` fail as WebAssembly and its hook do. */
const glue = `
  let made = 0
  export function makeGlue() {
    const number = ++made
    const text = (bytes) => new TextDecoder().decode(bytes)
    const trap = () => { throw new WebAssembly.RuntimeError('unreachable') }
    return {
      initSync() {},
      readCard(bytes) {
        if (text(bytes) === 'trap') trap()
        if (text(bytes) === 'refuse') throw Object.assign(new Error('no'), { name: 'CuecardError', code: 'not_a_card' })
        if (text(bytes) === 'panic') throw Object.assign(new Error('at x.rs:1'), { name: 'CuecardError', code: 'panic' })
        return JSON.stringify(number)
      },
      TextStream: class {
        feed(bytes) { return text(bytes) === 'trap' ? trap() : JSON.stringify([{ type: 'text', text: String(number) }]) }
        free() { if (number !== made) trap() }
      },
    }
  }
`

let cuecard: Package

beforeAll(async () => {
  const contents: Record<string, string> = {
    'cuecard:core': glue,
    'cuecard:base64': `export default ${JSON.stringify(Buffer.from('\0asm\x01\0\0\0').toString('base64'))}`,
  }
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL('../../npm/src/entry/node.ts', import.meta.url))],
    bundle: true,
    format: 'esm',
    write: false,
    plugins: [
      {
        name: 'failing-core',
        setup(plugin) {
          plugin.onResolve({ filter: /^cuecard:/ }, ({ path }) => ({ path, namespace: 'failing-core' }))
          plugin.onLoad({ filter: /.*/, namespace: 'failing-core' }, ({ path }) => ({ contents: contents[path] ?? '' }))
        },
      },
    ],
  })
  const [bundle] = outputFiles
  cuecard = await import(`data:text/javascript,${encodeURIComponent(bundle?.text ?? '')}`)
})

const instance = () => cuecard.readCard('') as unknown as number

test('a refusal leaves the instance as it is', () => {
  const before = instance()
  expect(() => cuecard.readCard('refuse')).toThrow(expect.objectContaining({ code: 'not_a_card' }))
  expect(instance()).toBe(before)
})

test.for(['trap', 'panic'])('after a %s the next call has a new instance', (kind) => {
  const before = instance()
  expect(() => cuecard.readCard(kind)).toThrow(expect.objectContaining({ name: 'CuecardError', code: 'panic' }))
  expect(instance()).toBe(before + 1)
})

test('a stream ends with its instance, and is not freed in it', async () => {
  const encoder = new TextEncoder()
  const body = new ReadableStream<Uint8Array>({
    pull: (controller) => controller.enqueue(encoder.encode('bytes')),
  })
  const stream = cuecard.readStream(body)
  expect(await stream.next()).toMatchObject({ value: { text: String(instance()) } })
  expect(() => cuecard.readCard('trap')).toThrow()
  instance()
  await expect(stream.next()).rejects.toMatchObject({ code: 'panic' })
})
