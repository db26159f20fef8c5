/**
 * The built Worker in workerd with nothing before it.
 *
 * `wrangler dev` puts a proxy of its own before the Worker, which does not tell it that a client left before the
 * first byte of the answer. What a deployed Worker is told, this one is told too.
 */

import { existsSync } from 'node:fs'
import { cp, mkdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'

import { Miniflare, convertV4MiniflareOptions } from 'miniflare'
import { unstable_getMiniflareWorkerOptions } from 'wrangler'

/** A bucket, as far as tests look into it. */
export interface Files {
  list(): Promise<{ objects: { key: string }[] }>
  put(key: string, file: Uint8Array): Promise<unknown>
  get(key: string): Promise<{ httpMetadata?: { contentType?: string }; arrayBuffer(): Promise<ArrayBuffer> } | null>
  delete(key: string): Promise<void>
}

/** A database, as far as tests change what is in it. */
export interface Database {
  prepare(sql: string): { bind(...values: unknown[]): { run(): Promise<unknown> } }
}

export interface Direct {
  url: URL
  /** What it logged. */
  log: readonly string[]
  /** Its catalog. */
  database: () => Promise<Database>
  /** The card files that it keeps. */
  files: () => Promise<Files>
  stop(): Promise<void>
}

/** Starts a Worker with variables and a ledger of its own in a folder of `prepare`. */
export async function startDirect(folder: string, name: string, vars: Record<string, string>): Promise<Direct> {
  const home = join(folder, name)
  // Where a Worker of that name ran before, it goes on from there.
  if (!existsSync(home)) {
    await mkdir(home)
    await cp(join(folder, 'seeded'), join(home, 'state'), { recursive: true })
  }
  const { workerOptions } = unstable_getMiniflareWorkerOptions(join(folder, 'wrangler.toml'))
  // Without its page: the page's router would stand before the Worker.
  const { assets: _, bindings, ...options } = workerOptions
  const bundle = join(folder, 'bundle')
  const log: string[] = []
  const miniflare = new Miniflare(
    convertV4MiniflareOptions({
      cf: false,
      handleStructuredLogs: ({ message }) => log.push(message),
      resourcePersistencePath: join(home, 'state/v3'),
      workers: [
        {
          ...options,
          bindings: Object.assign({}, bindings, vars),
          modules: [
            { type: 'ESModule', path: 'index.js', contents: await readFile(join(bundle, 'index.js'), 'utf8') },
            { type: 'CompiledWasm', path: 'index_bg.wasm', contents: await readFile(join(bundle, 'index_bg.wasm')) },
          ],
        },
      ],
    }),
  )
  const url = await miniflare.ready
  // The types of buckets and databases are those of a package that nothing else here needs.
  const files = async () => (await miniflare.getR2Bucket('FILES')) as unknown as Files
  const database = async () => (await miniflare.getD1Database('DB')) as unknown as Database
  return { url, log, database, files, stop: () => miniflare.dispose() }
}
