/** Programs that are started in a process group of their own, so that nothing of them is left behind. */

import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'

/** How long a program may take to end by itself. */
const FAREWELL_MS = 3_000

export interface Program {
  /** Rejects when the program ends by itself, and never resolves. */
  crashed: Promise<never>
  stop(): Promise<void>
}

export interface Start {
  args: string[]
  cwd: string
  env: NodeJS.ProcessEnv
  onOutput: (text: string) => void
}

/** Starts a program of Node that runs until it is stopped, at the latest until this process ends. */
export function start({ args, cwd, env, onOutput }: Start): Program {
  const guarded = ['--no-warnings', join(import.meta.dirname, 'guard.ts'), ...args]
  const child = spawn(process.execPath, guarded, { cwd, env, detached: true, stdio: 'pipe' })
  child.stdout.setEncoding('utf8').on('data', onOutput)
  child.stderr.setEncoding('utf8').on('data', onOutput)
  const ended = once(child, 'exit')
  let isStopped = false
  const crashed = ended.then(([code, name]) => {
    if (isStopped) return new Promise<never>(() => {})
    throw new Error(`${args.join(' ')} ended with ${name ?? code}`)
  })
  // Whoever waits for it hears of it; nobody has to wait.
  crashed.catch(() => {})
  return {
    crashed,
    async stop() {
      isStopped = true
      signal(child, 'SIGTERM')
      await Promise.race([ended, setTimeout(FAREWELL_MS, undefined, { ref: false })])
      signal(child, 'SIGKILL')
      await ended
    },
  }
}

/** To the whole group: wrangler leaves workerd behind when it is killed itself. */
function signal(child: ChildProcess, name: NodeJS.Signals): void {
  try {
    if (child.pid !== undefined) process.kill(-child.pid, name)
  } catch {
    // The group is gone already.
  }
}
