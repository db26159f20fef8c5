/**
 * Cuts messages into the sections that they are made of. Spans count bytes of UTF-8, while JavaScript counts UTF-16
 * code units, so the cut is made in bytes.
 */

import type { Message, Section } from 'cuecard'

/** A section and its text; text that belongs to no section has `null`. */
export interface Piece {
  readonly section: Section | null
  readonly text: string
}

const encoder = new TextEncoder()
const decoder = new TextDecoder()

/** The pieces of the message at `place`, in order. White space between sections is left out. */
export function piecesOf(message: Message, place: number, sections: readonly Section[]): Piece[] {
  const bytes = encoder.encode(message.content)
  const pieces: Piece[] = []
  const between = (start: number, end: number): void => {
    const text = decoder.decode(bytes.subarray(start, end))
    if (text.trim() !== '') pieces.push({ section: null, text })
  }
  let at = 0
  for (const section of sections) {
    if (section.message !== place) continue
    between(at, section.start)
    pieces.push({ section, text: decoder.decode(bytes.subarray(section.start, section.end)) })
    at = section.end
  }
  between(at, bytes.length)
  return pieces
}
