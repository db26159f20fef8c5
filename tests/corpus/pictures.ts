/** Small pictures that sharp writes, and the chunks of PNG files. */

import { deflateSync } from 'node:zlib'

import { encode as text } from 'png-chunk-text'
import encodeChunks from 'png-chunks-encode'
import extractChunks from 'png-chunks-extract'
import sharp from 'sharp'
import type { Sharp } from 'sharp'

export interface Chunk {
  name: string
  data: Uint8Array
}

/** A picture of one color; another `shade` gives other bytes. */
export function picture(shade = 40, size = 8): Sharp {
  const background = { r: 200, g: 80, b: shade }
  return sharp({ create: { width: size, height: size, channels: 3, background } })
}

const drawn = await picture().png().toBuffer()

export const chunksOf = (png: Uint8Array): Chunk[] => extractChunks(png)

export const toPng = (chunks: Chunk[]): Buffer => Buffer.from(encodeChunks(chunks))

/** Where text chunks stand. Readers that stop at the pixels find only those of the front. */
export type Position = 'front' | 'before-pixels' | 'end'

/** A picture with more chunks. */
export function withChunks(more: Chunk[], position: Position = 'end', png: Uint8Array = drawn): Buffer {
  const chunks = chunksOf(png)
  const pixels = chunks.findIndex((chunk) => chunk.name === 'IDAT')
  const at = { front: 1, 'before-pixels': pixels, end: chunks.length - 1 }[position]
  return toPng([...chunks.slice(0, at), ...more, ...chunks.slice(at)])
}

export const base64 = (json: string): string => Buffer.from(json, 'utf8').toString('base64')

/** A `tEXt` chunk, by png-chunk-text. */
export const textChunk = (keyword: string, value: string): Chunk => text(keyword, value)

/** A `tEXt` chunk whose text is no Latin-1, or holds NUL. */
export const rawTextChunk = (keyword: string, value: Uint8Array): Chunk => ({
  name: 'tEXt',
  data: Buffer.concat([Buffer.from(`${keyword}\0`, 'latin1'), value]),
})

export const compressedChunk = (keyword: string, value: string): Chunk => ({
  name: 'zTXt',
  data: Buffer.concat([Buffer.from(`${keyword}\0\0`, 'latin1'), deflateSync(Buffer.from(value, 'utf8'))]),
})

export interface International {
  compressed?: boolean
  language?: string
  translated?: string
}

export function internationalChunk(keyword: string, value: string, options: International = {}): Chunk {
  const { compressed = false, language = '', translated = '' } = options
  const content = Buffer.from(value, 'utf8')
  const head = Buffer.from(`${keyword}\0${compressed ? '\x01' : '\0'}\0${language}\0${translated}\0`, 'utf8')
  return { name: 'iTXt', data: Buffer.concat([head, compressed ? deflateSync(content) : content]) }
}

/** Where each chunk begins in a file, by its name. */
export function chunkOffsets(png: Buffer): [name: string, offset: number][] {
  const offsets: [string, number][] = []
  for (let at = 8; at < png.length; at += 12 + png.readUInt32BE(at)) {
    offsets.push([png.toString('latin1', at + 4, at + 8), at])
  }
  return offsets
}

/** Spoils the checksum of the first chunk of a name. */
export function withWrongChecksum(png: Buffer, name: string): Buffer {
  const offset = chunkOffsets(png).find(([found]) => found === name)?.[1]
  if (offset === undefined) throw new Error(`there is no ${name}`)
  const spoiled = Buffer.from(png)
  const at = offset + 8 + png.readUInt32BE(offset)
  spoiled.writeUInt8(spoiled.readUInt8(at) ^ 0x55, at)
  return spoiled
}
