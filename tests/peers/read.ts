/**
 * `node read.ts FILES FOLDER`: what each reader sees in each file of the JSON array in FILES, one JSON object a line.
 *
 * The text that the plain pipeline finds in the file of index `n` is kept as `n.json` in FOLDER, for readers in other
 * languages that take text only.
 */

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

import { plainText } from './plain.ts'
import { readers } from './readers.ts'

const [list = '', folder = ''] = process.argv.slice(2)
mkdirSync(folder, { recursive: true })
const files: string[] = JSON.parse(readFileSync(list, 'utf8'))
for (const [index, file] of files.entries()) {
  const bytes = readFileSync(file)
  keepText(bytes, join(folder, `${index}.json`))
  for (const [reader, read] of Object.entries(readers)) {
    console.log(JSON.stringify({ reader, file, ...outcome(() => read(bytes)) }))
  }
}

function outcome(read: () => unknown): { read: unknown } | { error: string } {
  try {
    return { read: read() }
  } catch (error) {
    return { error: String(error).slice(0, 200) }
  }
}

function keepText(bytes: Uint8Array, path: string): void {
  let text: string
  try {
    text = plainText(bytes)
  } catch {
    return
  }
  writeFileSync(path, text)
}
