/** CHARX files by fflate, whole and streamed, alone and behind a JPEG; BYAF files. */

import { Zip, ZipDeflate, ZipPassThrough, zipSync } from 'fflate'

import { backyardFiles } from './backyard.ts'
import { CHARACTERS, dataV3, documentOf, v3 } from './characters.ts'
import type { Document, JsonObject } from './json.ts'
import { readable, utf8 } from './manifest.ts'
import type { Case } from './manifest.ts'
import { picture } from './pictures.ts'
import { sha256 } from './png.ts'

/** Names and contents, in the order in which they are written. */
export type Files = Record<string, Uint8Array>

/** Archives hold a time for each file; the same one, so that a second run gives the same bytes. */
const mtime = new Date('2026-01-02T03:04:06')

type Level = 0 | 6

export const whole = (files: Files, level: Level = 6): Buffer => Buffer.from(zipSync(files, { level, mtime }))

/** As a stream of unknown length: no sizes in the local headers, data descriptors behind the data. */
export function streamed(files: Files, write: (name: string) => ZipDeflate | ZipPassThrough): Buffer {
  const parts: Uint8Array[] = []
  const zip = new Zip((error, part) => {
    if (error) throw error
    parts.push(part)
  })
  for (const [name, content] of Object.entries(files)) {
    const file = write(name)
    file.mtime = mtime
    zip.add(file)
    // In two pieces, as a stream comes.
    file.push(content.subarray(0, 100), false)
    file.push(content.subarray(100), true)
  }
  zip.end()
  return Buffer.concat(parts)
}

const WRITERS: Record<string, (files: Files) => Buffer> = {
  'sync-stored': (files) => whole(files, 0),
  'sync-deflated': (files) => whole(files),
  'stream-level-0': (files) => streamed(files, (name) => new ZipDeflate(name, { level: 0 })),
  'stream-level-6': (files) => streamed(files, (name) => new ZipDeflate(name, { level: 6 })),
  'stream-stored': (files) => streamed(files, (name) => new ZipPassThrough(name)),
}

export async function archiveFiles(base: Document[], more: Document[], odd: Document[]): Promise<Case[]> {
  const newer = [...base, ...more].filter(({ expected }) => expected.spec === 'v3')
  const assets = await documentWithAssets()
  return [
    ...newer.flatMap((document) => everyWriter(document.slug, { 'card.json': utf8(document.json) }, document)),
    ...everyWriter('assets', assets.files, assets.document),
    ...layouts(assets),
    ...(await behindJpeg(assets)),
    ...odd.map((document) => made(`${document.slug}`, whole({ 'card.json': utf8(document.json) }), document)),
    ...backyardFiles(Object.fromEntries(Object.entries(WRITERS).slice(1, 4))),
  ]
}

function made(slug: string, bytes: Uint8Array, { expected }: Document, ext = 'charx', about = 'fflate'): Case {
  return readable(`charx-${slug}.${ext}`, about, 'charx', bytes, expected)
}

function everyWriter(slug: string, files: Files, document: Document): Case[] {
  return Object.entries(WRITERS).map(([writer, write]) => made(`${slug}-${writer}`, write(files), document))
}

export interface WithAssets {
  document: Document
  files: Files
}

/** A card whose assets lie in the archive, with `card.json` last, as RisuAI writes it. */
export async function documentWithAssets(): Promise<WithAssets> {
  const [icon, joy, quay] = await Promise.all([
    picture(3).png().toBuffer(),
    picture(4).webp().toBuffer(),
    picture(5).jpeg().toBuffer(),
  ])
  const assets: JsonObject[] = [
    { type: 'icon', uri: 'embeded://assets/icon/images/main.png', name: 'main', ext: 'png' },
    { type: 'emotion', uri: 'embeded://assets/emotion/image/joy.webp', name: 'joy', ext: 'webp', x_note: 'kept' },
    { type: 'background', uri: 'embeded://assets/background/images/岸壁.jpeg', name: '岸壁', ext: 'jpeg' },
    { type: 'x-risu-asset', uri: 'embeded://assets/other/other/empty.bin', name: 'empty', ext: 'unknown' },
    { type: 'icon', uri: `data:image/webp;base64,${joy.toString('base64')}`, name: 'inline', ext: 'webp' },
    { type: 'user_icon', uri: 'https://example.com/you.png', name: 'you', ext: 'png' },
  ]
  const contents = [icon, joy, quay, Buffer.alloc(0), joy]
  const document = documentOf('', v3({ ...dataV3(CHARACTERS[0]), assets }), {
    assets_bytes: contents.map((bytes, index) => ({ index, sha256: sha256(bytes) })),
  })
  const files = {
    'assets/icon/images/main.png': icon,
    'assets/emotion/image/joy.webp': joy,
    'assets/background/images/岸壁.jpeg': quay,
    'assets/other/other/empty.bin': Buffer.alloc(0),
    'card.json': utf8(document.json),
  }
  return { document, files }
}

/** Other files beside the card. */
function layouts({ document, files }: WithAssets): Case[] {
  const meta = { 'x_meta/main.json': utf8('{"type":"PNG"}'), 'notes.json': utf8('{"by":"corpus"}') }
  const turned = Object.fromEntries(Object.entries(files).reverse())
  const many = Object.fromEntries(
    Array.from({ length: 300 }, (_, index) => [`assets/x/other/${index}.txt`, utf8(`${index}`)]),
  )
  const variants: Record<string, Files> = {
    'card-first': turned,
    meta: { ...meta, ...files },
    macos: { '__MACOSX/card.json': utf8('not a card'), ...files },
    folders: { 'assets/': Buffer.alloc(0), 'assets/icon/': Buffer.alloc(0), ...files },
    many: { ...many, ...files },
  }
  return Object.entries(variants).map(([slug, all]) => made(slug, whole(all), document))
}

/** A picture with the archive behind it, whose offsets begin at the archive and not at the picture. */
async function behindJpeg({ document, files }: WithAssets): Promise<Case[]> {
  const jpeg = await picture(6, 64).jpeg().toBuffer()
  return Object.entries(WRITERS).flatMap(([writer, write]) => {
    const bytes = Buffer.concat([jpeg, write(files)])
    return ['jpg', 'charx'].map((ext) => made(`jpeg-${writer}`, bytes, document, ext, 'sharp, fflate; put together'))
  })
}
