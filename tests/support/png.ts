/** Writes PNG files: the smallest picture, with text chunks. */

import { crc32, deflateSync } from 'node:zlib'

const SIGNATURE = Buffer.from('89504e470d0a1a0a', 'hex')

/** One pixel, 8 bits of grey. */
const HEADER = Buffer.from('00000001000000010800000000', 'hex')
const PIXELS = deflateSync(Buffer.from([0, 128]))

/** A picture of one pixel with a `tEXt` chunk for each text. */
export function png(texts: [keyword: string, text: string][] = []): Buffer {
  return pngOf(texts.map(([keyword, text]) => chunk('tEXt', Buffer.from(`${keyword}\0${text}`, 'latin1'))))
}

/** A picture of one pixel with chunks before and behind its pixels. */
export function pngOf(before: Buffer[], behind: Buffer[] = []): Buffer {
  const pixels = chunk('IDAT', PIXELS)
  return Buffer.concat([SIGNATURE, chunk('IHDR', HEADER), ...before, pixels, ...behind, chunk('IEND')])
}

/** The chunks of a picture, whole, with the kind of each and the keyword of a text. */
export function chunksOf(file: Uint8Array): { kind: string; keyword: string; whole: Buffer }[] {
  const rest = Buffer.from(file).subarray(SIGNATURE.length)
  const chunks = []
  for (let at = 0; at < rest.length; ) {
    const end = at + 12 + rest.readUInt32BE(at)
    const kind = rest.toString('latin1', at + 4, at + 8)
    const [keyword = ''] = kind === 'tEXt' ? rest.toString('latin1', at + 8, end - 4).split('\0') : []
    chunks.push({ kind, keyword, whole: rest.subarray(at, end) })
    at = end
  }
  return chunks
}

/** A picture with a card in it. */
export function cardPng(card: object, keyword: 'ccv3' | 'chara' = 'ccv3'): Buffer {
  return png([[keyword, Buffer.from(JSON.stringify(card)).toString('base64')]])
}

/** Where the first chunk of a picture of `png` begins that is no header. */
export const BODY_OFFSET = SIGNATURE.length + chunk('IHDR', HEADER).length

export function chunk(kind: string, body: Uint8Array = Buffer.of()): Buffer {
  const content = Buffer.concat([Buffer.from(kind, 'latin1'), body])
  const [length, checksum] = [Buffer.alloc(4), Buffer.alloc(4)]
  length.writeUInt32BE(body.length)
  checksum.writeUInt32BE(crc32(content))
  return Buffer.concat([length, content, checksum])
}
