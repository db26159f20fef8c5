/** What a card says about itself to cuecard, in `extensions.cuecard`. Others leave it out. */

import type { Card, JsonValue } from 'cuecard'

import { OWN_COLOR } from '../../ui/voice'

/** The colour of the character; the page's own for a card that names none. */
export function colorOf(card: Card): string {
  const color = own(card, 'color_hex')
  return typeof color === 'string' ? color : OWN_COLOR
}

/** A first thing to say to the character; empty for a card that suggests none. */
export function suggestionOf(card: Card): string {
  const suggestions = own(card, 'suggestions')
  const first = Array.isArray(suggestions) ? suggestions[0] : undefined
  return typeof first === 'string' ? first : ''
}

function own({ data }: Card, field: string): JsonValue | undefined {
  const cuecard = data.extensions.cuecard
  return typeof cuecard === 'object' && cuecard !== null && !Array.isArray(cuecard) ? cuecard[field] : undefined
}
