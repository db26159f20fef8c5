/** Writes PNG files: the smallest picture, with text chunks. */

import { crc32, deflateSync } from 'node:zlib'

const SIGNATURE = Buffer.from('89504e470d0a1a0a', 'hex')

/** One pixel, 8 bits of grey. */
const HEADER = Buffer.from('00000001000000010800000000', 'hex')
const PIXELS = deflateSync(Buffer.from([0, 128]))

/** A picture of one pixel with a `tEXt` chunk for each text. */
export function png(texts: [keyword: string, text: string][] = []): Buffer {
  const written = texts.map(([keyword, text]) => chunk('tEXt', Buffer.from(`${keyword}\0${text}`, 'latin1')))
  return Buffer.concat([SIGNATURE, chunk('IHDR', HEADER), ...written, chunk('IDAT', PIXELS), chunk('IEND')])
}

/** A picture with a card in it. */
export function cardPng(card: object, keyword: 'ccv3' | 'chara' = 'ccv3'): Buffer {
  return png([[keyword, Buffer.from(JSON.stringify(card)).toString('base64')]])
}

/** Where the first chunk of a picture of `png` begins that is no header. */
export const BODY_OFFSET = SIGNATURE.length + chunk('IHDR', HEADER).length

function chunk(kind: string, body: Uint8Array = Buffer.of()): Buffer {
  const content = Buffer.concat([Buffer.from(kind, 'latin1'), body])
  const [length, checksum] = [Buffer.alloc(4), Buffer.alloc(4)]
  length.writeUInt32BE(body.length)
  checksum.writeUInt32BE(crc32(content))
  return Buffer.concat([length, content, checksum])
}
