/** The vectors of `tests/vectors`; the README there has their schema. */

import { readFileSync, readdirSync } from 'node:fs'

const FOLDER = new URL('../vectors/', import.meta.url)

/** Bytes, in one of three spellings. */
export type Bytes = { base64: string } | { hex: string } | { text: string }

/** An error that has to come, and its place. */
export interface Expected {
  code: string
  offset?: number
  path?: string
}

interface Vector {
  name: string
  error?: Expected
  /** What a reader without YAML has to end in. */
  without_yaml?: Expected
}

export interface CardVector extends Vector {
  file: Bytes
  limits?: object
  card?: object
  format?: object
  warnings?: string[]
  contains?: string[]
  assets?: object[]
  /** What reading the first of them has to end in. */
  asset_error?: Expected
  lorebooks?: object[]
  written?: { v1: object; v1_left_out: string[]; v2: object; v2_left_out: string[] }
}

export interface LorebookVector extends Vector {
  file: Bytes
  limits?: object
  lorebook?: object
  format?: string
  warnings?: string[]
  lorebook_v3?: object
  v2?: object
  v2_left_out?: string[]
  silly_tavern?: object
}

export interface LoreVector extends Vector {
  books: object[]
  chat: string[]
  hits?: object[]
  warnings?: string[]
}

export interface PromptVector extends Vector {
  input: object
  prompt?: object
}

export interface ChatVector extends Vector {
  stream: 'ollama' | 'scripted' | 'text'
  wire: Bytes
  deltas: { type: string; text?: string; reason?: string; code?: string }[]
}

/** The vectors of a suite, file by file. */
export function vectorsOf<V extends Vector>(suite: string): V[] {
  const folder = new URL(`${suite}/`, FOLDER)
  const files = readdirSync(folder).filter((file) => file.endsWith('.json'))
  return files.sort().flatMap((file) => {
    const { vectors } = JSON.parse(readFileSync(new URL(file, folder), 'utf8')) as { vectors: V[] }
    return vectors
  })
}

/** Whether a vector has limits of its own, which only Rust can set. */
export function isLimited({ limits }: { limits?: object }): boolean {
  return limits !== undefined
}

export function bytesOf(bytes: Bytes): Uint8Array<ArrayBuffer> {
  if ('text' in bytes) return new TextEncoder().encode(bytes.text)
  return Uint8Array.from('hex' in bytes ? Buffer.from(bytes.hex, 'hex') : Buffer.from(bytes.base64, 'base64'))
}

export function codes(warnings: readonly { code: string }[]): string[] {
  return warnings.map(({ code }) => code)
}
