/**
 * Files that Pillow and Python's zipfile write: this file says which, `generate.py` writes them.
 *
 * A job is one file. Its `content` are texts or Base64; what each `how` does with them is told in `generate.py`.
 */

import { spawnSync } from 'node:child_process'
import { join } from 'node:path'

import { documentWithAssets } from './archives.ts'
import { backyard } from './backyard.ts'
import { CHARACTERS } from './characters.ts'
import { decimals } from './images.ts'
import { writeAscii } from './json.ts'
import type { Document, Expected } from './json.ts'
import type { Container, Entry } from './manifest.ts'
import { pick } from './manifest.ts'
import { base64 } from './pictures.ts'
import { keywordOf } from './png.ts'

export interface Job {
  entry: Entry
  how: 'png' | 'apng' | 'exif' | 'zip'
  options: Record<string, string | boolean | number>
  /** Texts of chunks by keyword, the comment, or the files of an archive in Base64. */
  content: [name: string, text: string][]
}

export async function pythonJobs(base: Document[], more: Document[]): Promise<Job[]> {
  const documents = [...base, ...pick(more, 'v2-unknown', 'v3-unknown', 'v3-numbers', 'v2-book-40')]
  return [
    ...documents.flatMap(pngJobs),
    ...documents.slice(3, 6).flatMap(animatedJobs),
    ...exifJobs(base),
    ...(await zipJobs(base)),
    ...refusedJobs(),
  ]
}

function job(file: string, container: Container, expected: Expected, rest: Omit<Job, 'entry'>): Job {
  const about = rest.how === 'zip' ? "Python's zipfile" : 'Pillow'
  return { entry: { file, about, container, ...expected }, ...rest }
}

const TEXT_CHUNKS = ['text', 'ztxt', 'itxt', 'itxt-compressed']

function pngJobs(document: Document): Job[] {
  const content: Job['content'] = [[keywordOf(document), base64(document.json)]]
  return TEXT_CHUNKS.map((chunk) => {
    const file = `png-pillow-${document.slug}-${chunk}.png`
    return job(file, 'png', document.expected, { how: 'png', options: { chunk }, content })
  })
}

function animatedJobs(document: Document): Job[] {
  const content: Job['content'] = [[keywordOf(document), base64(document.json)]]
  return TEXT_CHUNKS.slice(0, 3).map((chunk) => {
    const file = `png-animated-${document.slug}-${chunk}.png`
    return job(file, 'png', document.expected, { how: 'apng', options: { chunk }, content })
  })
}

/** Both byte orders, both places of the comment, and what its first eight bytes announce. */
function exifJobs(base: Document[]): Job[] {
  const forms = (json: string): [charset: string, text: string][] => [
    ['ascii', writeAscii(json)],
    ['ascii', decimals(json)],
    ['unicode', json],
    ['none', json],
    ['ascii', base64(json)],
  ]
  const names = ['json', 'decimals', 'unicode', 'plain', 'base64']
  const jobs: Job[] = []
  for (const document of pick(base, 'v2-japanese', 'v3-latin')) {
    for (const format of ['webp', 'jpeg'] as const) {
      for (const order of ['II', 'MM']) {
        for (const place of ['ifd0', 'exif']) {
          forms(document.json).forEach(([charset, text], index) => {
            const file = `${format}-pillow-${document.slug}-${order}-${place}-${names[index]}.${format}`
            const options = { format, order, place, charset }
            jobs.push(job(file, format, document.expected, { how: 'exif', options, content: [['', text]] }))
          })
        }
      }
    }
  }
  return jobs
}

async function zipJobs(base: Document[]): Promise<Job[]> {
  const assets = await documentWithAssets()
  const encoded = (files: Record<string, Uint8Array>): Job['content'] =>
    Object.entries(files).map(([name, bytes]) => [name, Buffer.from(bytes).toString('base64')])
  const kinds: Record<string, Job['options']> = {
    deflated: { method: 'deflated' },
    stored: { method: 'stored' },
    descriptors: { method: 'deflated', streamed: true },
    'stored-descriptors': { method: 'stored', streamed: true },
    comment: { method: 'deflated', comment: 'Written for tests. PK' },
    'jpeg-uncorrected': { method: 'deflated', jpeg: 'before' },
    'jpeg-corrected': { method: 'deflated', jpeg: 'appended' },
    'jpeg-stored': { method: 'stored', jpeg: 'appended' },
  }
  const cards = [{ ...assets.document, slug: 'assets', files: assets.files }]
  for (const document of pick(base, 'v3-japanese', 'v3-arabic', 'v3-emoji')) {
    cards.push({ ...document, files: { 'card.json': Buffer.from(document.json, 'utf8') } })
  }
  const archives = cards.flatMap(({ slug, expected, files }) =>
    Object.entries(kinds).map(([kind, options]) => {
      const file = `charx-zipfile-${slug}-${kind}.${options.jpeg ? 'jpg' : 'charx'}`
      return job(file, 'charx', expected, { how: 'zip', options, content: encoded(files) })
    }),
  )
  const [latin] = CHARACTERS
  const expected: Expected = { spec: 'byaf', name: latin.name, entries: 2, keys: [latin.key, 'boat'] }
  const backyards = ['deflated', 'stored'].map((method) => {
    const content = encoded(backyard(latin))
    return job(`byaf-zipfile-${method}.byaf`, 'byaf', expected, { how: 'zip', options: { method }, content })
  })
  return [...archives, ...backyards]
}

/** Methods of compression that are not read. */
function refusedJobs(): Job[] {
  const content: Job['content'] = [['card.json', Buffer.from('{"name":"A","description":"B"}').toString('base64')]]
  return ['bzip2', 'lzma'].map((method) => ({
    entry: { file: `refused-zip-${method}.charx`, about: "Python's zipfile", error: ['unsupported_zip'] },
    how: 'zip',
    options: { method },
    content,
  }))
}

/** Has Python write the files; answers why not, where it cannot. */
export function runPython(python: string, folder: string, jobs: Job[]): string | undefined {
  const program = join(import.meta.dirname, 'generate.py')
  const plain = jobs.map(({ entry: { file }, how, options, content }) => ({ file, how, options, content }))
  const { status, error, stderr } = spawnSync(python, [program, folder], {
    input: JSON.stringify(plain),
    encoding: 'utf8',
  })
  if (status === 0) return undefined
  // A Python without Pillow says so in the last line.
  return error?.message ?? stderr.trim().split('\n').at(-1) ?? 'it failed'
}
