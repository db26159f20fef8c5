/** The built Worker, running in workerd as `wrangler dev` runs it. */

import { appendFile, cp, mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'

import { start } from './process.js'
import type { Program } from './process.js'
import { WRANGLER } from './project.js'
import { environment } from './wrangler.js'

/** How long the Worker may take until it answers. */
const READY_MS = 30_000

export interface Worker {
  url: string
  /** The file with everything that wrangler and the Worker printed. */
  log: string
  stop(): Promise<void>
}

/** Starts a Worker with variables of its own and an empty ledger in a folder of `prepare`. */
export async function startWorker(folder: string, name: string, vars: Record<string, string>): Promise<Worker> {
  const home = join(folder, name)
  await mkdir(home)
  await cp(join(folder, 'seeded'), join(home, 'state'), { recursive: true })
  const log = join(home, 'wrangler.log')
  const output = new Output(log)
  const program = start({
    args: [
      ...[WRANGLER, 'dev', '-c', 'wrangler.toml', '--persist-to', join(home, 'state')],
      ...['--ip', '127.0.0.1', '--port', '0', '--inspector-port', '0', '--show-interactive-dev-session=false'],
      ...Object.entries(vars).flatMap(([variable, value]) => ['--var', `${variable}:${value}`]),
    ],
    cwd: folder,
    env: environment(home),
    onOutput: (text) => output.add(text),
  })
  try {
    const url = await ready(output, program)
    // Every test from here on would fail without a reason.
    program.crashed.catch((error: unknown) => console.error(error, `\nwrangler said:\n${output.text.slice(-4_000)}`))
    return {
      url,
      log,
      async stop() {
        await program.stop()
        await output.written
      },
    }
  } catch (error) {
    await program.stop()
    throw new Error(`the Worker did not start; wrangler said:\n${output.text}`, { cause: error })
  }
}

async function ready(output: Output, program: Program): Promise<string> {
  const over = new AbortController()
  const signal = AbortSignal.any([over.signal, AbortSignal.timeout(READY_MS)])
  try {
    return await Promise.race([answering(output, signal), program.crashed])
  } catch (error) {
    throw signal.aborted ? new Error(`/healthz did not answer within ${READY_MS} ms`) : error
  } finally {
    over.abort()
  }
}

/** The address, once `/healthz` answers there. */
async function answering(output: Output, signal: AbortSignal): Promise<string> {
  for (;;) {
    const url = /Ready on (http:\/\/\S+)/.exec(output.text)?.[1]
    if (url !== undefined && (await isWell(url, signal))) return url
    await setTimeout(50, undefined, { signal })
  }
}

async function isWell(url: string, signal: AbortSignal): Promise<boolean> {
  try {
    const answer = await fetch(`${url}/healthz`, { signal })
    await answer.body?.cancel()
    return answer.ok
  } catch {
    return false
  }
}

class Output {
  text = ''
  written: Promise<void> = Promise.resolve()
  readonly #file: string

  constructor(file: string) {
    this.#file = file
  }

  add(text: string): void {
    this.text += text
    this.written = this.written.then(() => appendFile(this.#file, text))
  }
}
