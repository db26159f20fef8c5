/** wrangler, with the configuration of the repository and everything that it writes in one folder. */

import { execFile } from 'node:child_process'
import { cp, mkdir, mkdtemp, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'

import { BUNDLE, MIGRATIONS, PAGE, RUNS, SEED, WRANGLER, checkBuilt } from './project.js'

const run = promisify(execFile)

/** No run takes as long. */
const OLD_MS = 60 * 60 * 1_000

/** For a wrangler that asks nothing, sends nothing home and writes its own log to `folder`. */
export const environment = (folder: string): NodeJS.ProcessEnv => ({
  ...process.env,
  CI: '1',
  NO_COLOR: '1',
  WRANGLER_SEND_METRICS: 'false',
  WRANGLER_LOG_PATH: folder,
  CLOUDFLARE_CF_FETCH_ENABLED: 'false',
})

/** A folder with copies of what is tested, so that a build meanwhile changes nothing, and with a seeded database. */
export async function prepare(): Promise<string> {
  checkBuilt()
  await mkdir(RUNS, { recursive: true })
  await forgetOldRuns()
  const folder = await mkdtemp(join(RUNS, 'run-'))
  await cp(BUNDLE, join(folder, 'bundle'), { recursive: true })
  await cp(PAGE, join(folder, 'page'), { recursive: true })
  await writeFile(join(folder, 'wrangler.toml'), await derivedConfig())
  const where = ['--local', '--persist-to', 'state']
  await wrangler(folder, 'd1', 'migrations', 'apply', 'DB', ...where)
  await wrangler(folder, 'd1', 'execute', 'DB', ...where, '--file', SEED)
  await cp(join(folder, 'state'), join(folder, 'seeded'), { recursive: true })
  return folder
}

/** Folders of runs that were killed. */
async function forgetOldRuns(): Promise<void> {
  for (const name of await readdir(RUNS)) {
    const run = join(RUNS, name)
    // Gone already where another run ends at this moment.
    const began = await stat(run).then(({ mtimeMs }) => mtimeMs, () => Date.now())
    if (Date.now() - began > OLD_MS) await rm(run, { recursive: true, force: true })
  }
}

/** wrangler.toml with other places, and without the build, which is over when tests begin. */
async function derivedConfig(): Promise<string> {
  const config = await readFile(new URL('../../wrangler.toml', import.meta.url), 'utf8')
  const replace = (text: string, from: string, to: string) => {
    if (text.split(from).length !== 2) throw new Error(`wrangler.toml no longer has exactly one ${from}`)
    return text.replace(from, to)
  }
  const withoutBuild = config.replace(/^\[build\]\n(?:(?!\[).*\n)*/m, '')
  if (withoutBuild === config) throw new Error('wrangler.toml no longer has a [build] of its own')
  const places = [
    ['"worker/build/index.js"', '"bundle/index.js"'],
    ['"www/dist"', '"page"'],
    ['"worker/migrations"', JSON.stringify(MIGRATIONS)],
  ] as const
  return places.reduce((text, [from, to]) => replace(text, from, to), withoutBuild)
}

async function wrangler(folder: string, ...args: string[]): Promise<void> {
  await run(process.execPath, [WRANGLER, ...args, '-c', 'wrangler.toml'], { cwd: folder, env: environment(folder) })
}
