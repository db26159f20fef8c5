/**
 * Reads an answer of `/ask` as the tests understand the format, byte by byte and without any leniency.
 *
 * The package that clients use is deliberately not used here: both could be wrong in the same way.
 */

import type { Passage } from 'cuecard'

/** One event of a stream; `kind` is empty for an unnamed one. */
export interface Event {
  kind: string
  data: string
}

/** What the last event says when all went well. */
export interface Done {
  finish: string
  charged: number
  available: number
  brain: string
  prompt: string
  passages: Passage[]
  usage?: { input_tokens: number; output_tokens: number }
}

/** What the last event says when something went wrong. */
export interface Failure {
  code: string
  message: string
  retryable: boolean
  charged: number
}

/** An answer: its words, and the one terminal event. */
export type Answer = { text: string; pieces: string[] } & (
  | { kind: 'done'; end: Done }
  | { kind: 'error'; end: Failure }
)

const EVENT = /^(?:event: (?<kind>[a-z]+)\n)?(?<lines>(?:data: [^\r\n]*\n)+)$/

/** The events of a whole stream. */
export function parseEvents(bytes: Uint8Array): Event[] {
  const stream = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  const blocks = stream.split('\n\n')
  if (blocks.pop() !== '') throw new Error(`no event at the end, but ${JSON.stringify(stream.slice(-200))}`)
  return blocks.map((block) => {
    const { kind = '', lines = '' } = EVENT.exec(`${block}\n`)?.groups ?? {}
    if (lines === '') throw new Error(`not an event: ${JSON.stringify(block)}`)
    return { kind, data: lines.slice(0, -1).split('\n').map((line) => line.slice('data: '.length)).join('\n') }
  })
}

/** The answer in a stream, which has exactly one terminal event, behind everything else. */
export function parseAnswer(bytes: Uint8Array): Answer {
  const events = parseEvents(bytes)
  const last = events.pop()
  const pieces = events.map(({ kind, data }) => {
    if (kind !== '') throw new Error(`a ${kind} event before the end`)
    return data
  })
  const text = pieces.join('')
  if (last?.kind === 'done') return { text, pieces, kind: 'done', end: JSON.parse(last.data) as Done }
  if (last?.kind === 'error') return { text, pieces, kind: 'error', end: JSON.parse(last.data) as Failure }
  throw new Error(`no terminal event, but ${JSON.stringify(last)}`)
}
