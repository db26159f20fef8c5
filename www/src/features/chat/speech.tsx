/**
 * What somebody says: plain text, with `*asterisks*` as emphasis and nothing else of Markdown. Model text is hostile
 * until it is text again, and React's text nodes are text.
 */

import type { ReactNode } from 'react'

/** A star, text that neither begins nor ends with a space, a star; all on one line. */
const EMPHASIS = /\*(?! )([^*\n]+)(?<! )\*/

export function Speech({ text, isGrowing = false }: { text: string; isGrowing?: boolean }): ReactNode {
  // Splitting by an expression with one group leaves what it matched at the odd places.
  const parts = text.split(EMPHASIS)
  return (
    <p className={isGrowing ? 'speech speech-growing' : 'speech'}>
      {parts.map((part, place) => (place % 2 === 1 ? <em key={place}>{part}</em> : part))}
    </p>
  )
}
