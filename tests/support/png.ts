/** Writes PNG files: the smallest picture, with text chunks. */

import { crc32, deflateSync } from 'node:zlib'

const SIGNATURE = Buffer.from('89504e470d0a1a0a', 'hex')

/** One pixel, 8 bits of grey. */
const HEADER = Buffer.from('00000001000000010800000000', 'hex')
const PIXELS = deflateSync(Buffer.from([0, 128]))

/** A picture of one pixel with a `tEXt` chunk for each text, other chunks before them, and some behind the pixels. */
export function png(
  texts: [keyword: string, text: string][] = [],
  others: Buffer[] = [],
  behind: Buffer[] = [],
): Buffer {
  const written = texts.map(([keyword, text]) => chunk('tEXt', Buffer.from(`${keyword}\0${text}`, 'latin1')))
  const [header, pixels, end] = [chunk('IHDR', HEADER), chunk('IDAT', PIXELS), chunk('IEND')]
  return Buffer.concat([SIGNATURE, header, ...others, ...written, pixels, ...behind, end])
}

/** A picture with a card in it; a card that is a text stands there in this spelling. */
export function cardPng(card: object | string, keyword: 'ccv3' | 'chara' = 'ccv3', others: Buffer[] = []): Buffer {
  const json = typeof card === 'string' ? card : JSON.stringify(card)
  return png([[keyword, Buffer.from(json).toString('base64')]], others)
}

/** A compressed text. */
export const zTXt = (keyword: string, text: Uint8Array | string): Buffer =>
  chunk('zTXt', Buffer.concat([Buffer.from(`${keyword}\0\0`, 'latin1'), deflateSync(text)]))

/** The chunks of a picture: what is in each, and all of it with length and checksum. */
export function chunks(file: Buffer): { kind: string; body: Buffer; whole: Buffer }[] {
  const found = []
  for (let at = SIGNATURE.length; at < file.length; at += 12 + file.readUInt32BE(at)) {
    const whole = file.subarray(at, at + 12 + file.readUInt32BE(at))
    found.push({ kind: whole.toString('latin1', 4, 8), body: whole.subarray(8, -4), whole })
  }
  return found
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
