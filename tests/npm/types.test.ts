/** The package's declarations for a strict customer, and its list of codes against the core's. */

import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

import { expect, test } from 'vitest'

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url))

test('a strict program without any other types compiles', async () => {
  const manifest = createRequire(import.meta.url).resolve('typescript/package.json')
  const tsc = manifest.replace('package.json', 'bin/tsc')
  const compile = promisify(execFile)(process.execPath, [tsc, '-p', at('customer/tsconfig.json')])
  const { stdout } = await compile.catch((failure: { stdout: string }) => failure)
  expect(stdout).toBe('')
})

test('every code of the core is a known code of the package', async () => {
  const core = await readFile(at('../../crates/core/src/error.rs'), 'utf8')
  const codes = Array.from(core.matchAll(/=> "([a-z0-9_]+)", "/g), ([, code]) => code)
  const known = await readFile(at('../../npm/src/errors.ts'), 'utf8')
  expect(codes.length).toBeGreaterThan(20)
  expect(codes.filter((code) => !known.includes(`'${code}'`))).toEqual([])
})

test('every code of the Worker is a known code of the package', async () => {
  const files = ['worker/src/problem.rs', 'worker/src/relay.rs', 'worker/src/upstream.rs', 'crates/core/src/chat/ollama.rs']
  const sources = await Promise.all(files.map((file) => readFile(at(`../../${file}`), 'utf8')))
  // `Problem::new(StatusCode::X, "code", …)`, `Failure::new("code", …)` and `STALLED: &str = "code"`.
  const places = /(?:StatusCode::[A-Z_]+,\s*|Failure::new\(\s*|: &str = )"([a-z_]+)"/g
  const codes = Array.from(sources.join('').matchAll(places), ([, code]) => code)
  const known = await readFile(at('../../npm/src/errors.ts'), 'utf8')
  expect(codes).toEqual(expect.arrayContaining(['internal', 'provider_error', 'stalled', 'timeout']))
  expect(codes.filter((code) => !known.includes(`'${code}'`))).toEqual([])
})
