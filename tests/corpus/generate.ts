/**
 * Writes the corpus: card files of every container, version and oddity, and `manifest.json`, which says what reading
 * each of them has to give.
 *
 *     node tests/corpus/generate.ts [FOLDER] [--python PYTHON]
 *
 * The folder is `target/corpus` unless another is named; what was in it before is removed. The files are written by
 * the libraries that the programs of the field use, never by a writer of this repository, and by small edits of what
 * those wrote. A Python with Pillow writes the second part (`generate.py`); without one, a line says that it was left
 * out. An empty name leaves it out without a word. The same versions of the libraries write the same bytes again.
 */

import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'

import { archiveFiles } from './archives.ts'
import { baseDocuments } from './characters.ts'
import { moreDocuments } from './documents.ts'
import { imageFiles } from './images.ts'
import type { Document } from './json.ts'
import { leniencies } from './leniencies.ts'
import { pick, readable, utf8 } from './manifest.ts'
import type { Case, Entry } from './manifest.ts'
import { pngFiles } from './png.ts'
import { pythonJobs, runPython } from './python.ts'
import { refusedFiles } from './refused.ts'
import { textImports } from './texts.ts'

// fflate writes times of this zone into archives.
process.env.TZ = 'UTC'

const { values, positionals } = parseArgs({ options: { python: { type: 'string' } }, allowPositionals: true })
const folder = resolve(positionals[0] ?? join(import.meta.dirname, '../../target/corpus'))

const [base, more, odd] = [baseDocuments(), moreDocuments(), leniencies()]

/** Oddities of the text are read alike in every container; these are tried in PNG and CHARX too. */
const carried = pick(
  odd,
  ...['odd-bom', 'odd-nan', 'odd-trailing-nul', 'odd-trailing-commas', 'odd-duplicate-keys', 'odd-lone-surrogate'],
  ...['odd-greetings-text', 'odd-entries-map', 'odd-tags-comma', 'odd-creation-ms', 'odd-all'],
)

const cases: Case[] = [
  ...[...base, ...more, ...odd].map(jsonFile),
  ...textImports(),
  ...(await pngFiles(base, more, carried)),
  ...(await imageFiles(base, more)),
  ...(await archiveFiles(base, more, carried)),
  ...(await refusedFiles()),
]

clear(folder)
// Before the first card, so that a run that was broken off leaves a folder that the next one clears.
writeManifest([])
for (const { entry, bytes } of cases) writeFileSync(join(folder, entry.file), bytes)
const entries = [...cases.map(({ entry }) => entry), ...(await pythonEntries())]
checkNames(entries)
writeManifest(entries)
console.log(`${entries.length} card files in ${folder}`)

function jsonFile({ slug, json, expected }: Document): Case {
  return readable(`${slug}.json`, 'JSON by hand', 'json', utf8(json), expected)
}

/** Only files are removed, and nothing below the folder: it came from the command line. */
function clear(folder: string): void {
  mkdirSync(folder, { recursive: true })
  const files = readdirSync(folder, { withFileTypes: true }).filter((file) => file.isFile())
  const isCorpus = files.length === 0 || files.some(({ name }) => name === 'manifest.json')
  if (!isCorpus) throw new Error(`${folder} holds other files`)
  for (const { name } of files) rmSync(join(folder, name))
}

function writeManifest(entries: Entry[]): void {
  const lines = entries.map((entry) => JSON.stringify(entry))
  writeFileSync(join(folder, 'manifest.json'), `{"files":[\n${lines.join(',\n')}\n]}\n`)
}

async function pythonEntries(): Promise<Entry[]> {
  const jobs = await pythonJobs(base, more)
  const { python = 'python3' } = values
  if (python === '') return []
  const reason = runPython(python, folder, jobs)
  if (reason === undefined) return jobs.map(({ entry }) => entry)
  console.log(`skipped: ${jobs.length} files of Pillow and zipfile (${reason})`)
  return []
}

function checkNames(entries: Entry[]): void {
  const names = entries.map(({ file }) => file.toLowerCase())
  const twice = names.find((name, index) => names.indexOf(name) !== index)
  if (twice !== undefined) throw new Error(`two files are named ${twice}`)
}
