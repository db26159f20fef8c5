/** The name that the visitor goes by, which they can change, and its credits. */

import { useState } from 'react'
import type { ReactNode } from 'react'

import { useStore } from '../../store'
import { rename, visitor } from './visitor'

export function VisitorName(): ReactNode {
  const { name, available } = useStore(visitor)
  const [typed, setTyped] = useState<string | null>(null)
  const settle = (): void => {
    if (typed !== null) rename(typed)
    setTyped(null)
  }
  return (
    <div className="visitor">
      <label htmlFor="visitor">You are</label>
      <input
        id="visitor"
        value={typed ?? name}
        maxLength={64}
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
        onChange={(event) => setTyped(event.target.value)}
        onBlur={settle}
        onKeyDown={(event) => {
          if (event.key === 'Enter') event.currentTarget.blur()
        }}
      />
      {available !== null && <span className="visitor-credits">{available} credits</span>}
    </div>
  )
}
