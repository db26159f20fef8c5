/** The log of the running Worker. */

import { readFile } from 'node:fs/promises'
import { setTimeout } from 'node:timers/promises'

import { inject } from 'vitest'

/** The log, once `text` is in it. */
export async function logWith(text: string): Promise<string> {
  const until = Date.now() + 5_000
  for (;;) {
    const log = await readFile(inject('log'), 'utf8')
    if (log.includes(text)) return log
    if (Date.now() > until) throw new Error(`the log never said ${text}:\n${log.slice(-2_000)}`)
    await setTimeout(20)
  }
}
