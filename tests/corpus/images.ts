/** WEBP and JPEG files with the card in EXIF, written by sharp: UserComment of IFD0, type 7, `ASCII` before it. */

import { writeAscii } from './json.ts'
import type { Document } from './json.ts'
import { pick, readable } from './manifest.ts'
import type { Case } from './manifest.ts'
import { picture } from './pictures.ts'

/** The bytes of the card as decimal numbers, as programs wrote them since April 2023. */
export const decimals = (json: string): string => Buffer.from(json, 'utf8').join(',')

const MARK = Buffer.from('ASCII\0\0\0', 'latin1')

export async function imageFiles(base: Document[], more: Document[]): Promise<Case[]> {
  const documents = [...base, ...pick(more, 'v2-unknown', 'v3-numbers', 'v2-book-empty', 'v1-tavern-ai')]
  const both = (document: Document) => [commented(document, 'webp'), commented(document, 'jpeg')]
  const cases = await Promise.all(documents.flatMap(both))
  return [...cases.flat(), ...(await variants(pick(base, 'v2-japanese')))]
}

async function commented(document: Document, format: 'webp' | 'jpeg'): Promise<Case[]> {
  const forms = { json: writeAscii(document.json), decimals: decimals(document.json) }
  const files = await Promise.all(Object.values(forms).map((text) => write(text, format)))
  return files.map((bytes, index) => {
    const file = `${format}-${document.slug}-${Object.keys(forms)[index]}.${format}`
    return readable(file, 'sharp', format, bytes, document.expected)
  })
}

/** A picture with `text` as its comment, after a look at whether sharp wrote all of it. */
async function write(text: string, format: 'webp' | 'jpeg', drawing = picture()): Promise<Buffer> {
  const file = await drawing.withExif({ IFD0: { UserComment: text } })[format]().toBuffer()
  if (!file.includes(Buffer.concat([MARK, Buffer.from(text, 'latin1')]))) throw new Error(`sharp changed ${text}`)
  return file
}

async function variants([document]: Document[]): Promise<Case[]> {
  if (!document) return []
  const text = decimals(document.json)
  const alpha = await write(text, 'webp', picture().ensureAlpha(0.5))
  const profile = await write(text, 'webp', picture().withIccProfile('srgb'))
  const spaced = await write(`${text.replaceAll(',', ', ')} `, 'webp')
  const gray = await write(text, 'jpeg', picture().grayscale())
  const large = await write(text, 'jpeg', picture(90, 512))
  const webp = await write(text, 'webp')
  const jpeg = await write(text, 'jpeg')
  const made = (slug: string, format: 'webp' | 'jpeg', bytes: Buffer, about = 'sharp') =>
    readable(`${format}-${slug}.${format}`, about, format, bytes, document.expected)
  return [
    made('alpha', 'webp', alpha),
    made('profile', 'webp', profile),
    made('decimals-spaced', 'webp', spaced),
    made('gray', 'jpeg', gray),
    made('large', 'jpeg', large),
    made('without-exif-mark', 'webp', withoutMark(webp), 'sharp; without Exif\\0\\0 before the TIFF header'),
    made('trailing', 'webp', Buffer.concat([webp, Buffer.alloc(64)]), 'sharp; bytes behind the picture'),
    made('trailing', 'jpeg', Buffer.concat([jpeg, Buffer.alloc(64)]), 'sharp; bytes behind the picture'),
    made('comment-before', 'jpeg', withSegment(jpeg, 0xfe, Buffer.from('a comment'))),
    made('foreign-app1', 'jpeg', withSegment(jpeg, 0xe1, Buffer.from('http://ns.adobe.com/xap/1.0/\0<x/>'))),
  ]
}

/** Takes `Exif\0\0` out of the EXIF chunk. */
function withoutMark(webp: Buffer): Buffer {
  const at = webp.indexOf('EXIF')
  const length = webp.readUInt32LE(at + 4)
  if (webp.toString('latin1', at + 8, at + 14) !== 'Exif\0\0') throw new Error('sharp wrote no mark')
  const body = webp.subarray(at + 14, at + 8 + length)
  const rest = webp.subarray(at + 8 + length + (length % 2))
  const out = Buffer.concat([webp.subarray(0, at + 8), body, Buffer.alloc(body.length % 2), rest])
  out.writeUInt32LE(body.length, at + 4)
  out.writeUInt32LE(out.length - 8, 4)
  return out
}

/** Puts a segment in front of all others. */
function withSegment(jpeg: Buffer, marker: number, content: Buffer): Buffer {
  const head = Buffer.from([0xff, marker, 0, 0])
  head.writeUInt16BE(content.length + 2, 2)
  return Buffer.concat([jpeg.subarray(0, 2), head, content, jpeg.subarray(2)])
}
