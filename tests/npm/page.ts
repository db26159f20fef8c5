/** The package as a page that has just been opened sees it. */

import { readFile } from 'node:fs/promises'

export const DIST = new URL('../../npm/dist/', import.meta.url)

/** What both entries have. */
export type Shared = Omit<typeof import('cuecard/formats'), 'CuecardError'>

/** The two entries, with their binaries. */
export const ENTRIES = [
  { entry: 'cuecard', script: 'browser.js', binary: 'core.wasm' },
  { entry: 'cuecard/formats', script: 'formats-browser.js', binary: 'formats.wasm' },
] as const

let copies = 0

/** A fresh copy of an entry for browsers, which nobody has initialised. */
export function open<T = Shared>(script: string): Promise<T> {
  return import(`${new URL(script, DIST).href}?page=${copies++}`) as Promise<T>
}

/** A copy that is ready. */
export async function opened({ script, binary }: (typeof ENTRIES)[number]): Promise<Shared> {
  const page = await open(script)
  await page.init(await readFile(new URL(binary, DIST)))
  return page
}
