/** Where things are, and what has to be built before a Worker can be started. */

import { createRequire } from 'node:module'
import { existsSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'

export const ROOT = resolve(import.meta.dirname, '../..')

/** Where test runs keep what they need; wrangler resolves the packages that it needs from here. */
export const RUNS = join(ROOT, 'target/tests')

export const BUNDLE = join(ROOT, 'worker/build')
export const PAGE = join(ROOT, 'www/dist')
export const MIGRATIONS = join(ROOT, 'worker/migrations')
export const SEED = join(ROOT, 'target/seed/seed.sql')

/** The program wrangler, without the wrapper that starts a second Node. */
const { resolve: locate } = createRequire(import.meta.url)
export const WRANGLER = join(dirname(locate('wrangler/package.json')), 'bin/wrangler.js')

/** Fails with what to do when something is not built. */
export function checkBuilt(): void {
  for (const [file, part] of [
    [join(BUNDLE, 'index.js'), 'worker'],
    [join(PAGE, 'index.html'), 'www'],
    [SEED, 'seed'],
  ] as const) {
    const remedy = `run: cargo xtask build ${part}, or for everything: cargo xtask build`
    if (!existsSync(file)) throw new Error(`${file} is missing; ${remedy}`)
  }
}
