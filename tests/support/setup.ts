/** Starts what a project needs once, and ends it with the project, whatever the tests said. */

import { readFile, rm } from 'node:fs/promises'

import type { TestProject } from 'vitest/node'

import { OPEN, PATIENCE_MS } from './context.js'
import { startUpstream } from './upstream.js'
import { startWorker } from './worker.js'
import { prepare } from './wrangler.js'

/** Pause between two words of the scripted brain, by project. */
const SCRIPTED_DELAY_MS: Record<string, number> = { worker: 0, e2e: 30 }

/** What a Worker never says that is well, whatever it is asked. */
const NEVER = /panicked|Uncaught|RuntimeError|500 Internal Server Error/

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const undo: (() => Promise<void>)[] = []
  const teardown = async () => {
    const errors: unknown[] = []
    for (let step = undo.pop(); step; step = undo.pop()) await step().catch((error: unknown) => errors.push(error))
    if (errors.length > 0) throw errors[0]
  }
  try {
    const folder = await prepare()
    undo.push(() => rm(folder, { recursive: true, force: true }))
    const upstream = await startUpstream()
    undo.push(() => upstream.stop())
    const worker = await startWorker(folder, 'main', {
      ...OPEN,
      OLLAMA_URL: upstream.url,
      SCRIPTED_DELAY_MS: String(SCRIPTED_DELAY_MS[project.name] ?? 0),
      FIRST_CONTENT_MS: String(PATIENCE_MS),
      IDLE_MS: String(PATIENCE_MS),
    })
    undo.push(async () => {
      await worker.stop()
      await checkLog(worker.log)
    })
    project.provide('folder', folder)
    project.provide('worker', worker.url)
    project.provide('log', worker.log)
    project.provide('upstream', upstream.url)
    return teardown
  } catch (error) {
    await teardown()
    throw error
  }
}

async function checkLog(file: string): Promise<void> {
  const lines = (await readFile(file, 'utf8')).split('\n').filter((line) => NEVER.test(line))
  if (lines.length > 0) throw new Error(`the Worker was not well:\n${lines.join('\n')}`)
}
