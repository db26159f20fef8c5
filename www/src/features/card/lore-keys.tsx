/** A few keys of the lorebook to try: each adds its word to what is said. */

import type { Lorebook } from 'cuecard'
import { useMemo } from 'react'
import type { ReactNode } from 'react'

const SHOWN = 6

interface LoreKeysProps {
  book: Lorebook | undefined
  text: string
  onPick: (text: string) => void
}

export function LoreKeys({ book, text, onPick }: LoreKeysProps): ReactNode {
  const keys = useMemo(() => firstKeys(book), [book])
  if (keys.length === 0) return null
  return (
    <div className="lore-keys">
      <span id="lore-keys">Words that bring lore in</span>
      <ul aria-labelledby="lore-keys">
        {keys.map((key) => (
          <li key={key}>
            <button type="button" className="tag-button" onClick={() => onPick(`${text} ${key}`.trim())}>
              {key}
            </button>
          </li>
        ))}
      </ul>
    </div>
  )
}

/** One key of each of the first entries that need one. Patterns are no words to say. */
function firstKeys(book: Lorebook | undefined): string[] {
  const waiting = (book?.entries ?? []).filter(({ constant, enabled }) => enabled !== false && constant !== true)
  const isWord = (key: string): boolean => key !== '' && !key.startsWith('/')
  const words = waiting.map(({ keys }) => keys?.map((key) => key.trim()).find(isWord))
  return [...new Set(words.filter((word) => word !== undefined))].slice(0, SHOWN)
}
