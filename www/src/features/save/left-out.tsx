/** What a kind of file leaves out, before it is saved. */

import type { ReactNode } from 'react'

/** Unknown fields can be many. */
const SHOWN = 12

export function LeftOut({ words }: { words: readonly string[] }): ReactNode {
  return (
    <div className="left-out">
      {words.length === 0 ? (
        <p>Nothing is left out.</p>
      ) : (
        <>
          <p>This leaves out:</p>
          <ul>
            {words.slice(0, SHOWN).map((word) => (
              <li key={word}>{word}</li>
            ))}
            {words.length > SHOWN && <li>and {words.length - SHOWN} more</li>}
          </ul>
        </>
      )}
    </div>
  )
}
