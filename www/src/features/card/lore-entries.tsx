/** A lorebook: how much there is, and each entry with its keys. */

import type { LoreEntry, Lorebook } from 'cuecard'
import type { ReactNode } from 'react'

/** Books go up to thousands of entries; nobody reads so many here. */
const SHOWN = 200

interface LoreEntriesProps {
  book: Lorebook | undefined
  /** What stands where there are no entries. */
  empty?: string
  /** Whether the entries are shown at once. */
  isOpen?: boolean
}

export function LoreEntries({ book, empty = 'This card has none.', isOpen = false }: LoreEntriesProps): ReactNode {
  const entries = book?.entries ?? []
  return (
    <section className="fields" aria-label="Lorebook">
      <h2>Lorebook</h2>
      {entries.length === 0 && <p className="prompt-none">{empty}</p>}
      {entries.length > 0 && (
        <details className="field" open={isOpen}>
          <summary>
            <span>{book?.name === undefined || book.name === '' ? 'Entries' : book.name}</span>
            <span className="field-size">{countOf(entries.length)}</span>
          </summary>
          <ul className="entries">
            {entries.slice(0, SHOWN).map((entry, place) => (
              <Entry key={place} entry={entry} place={place} />
            ))}
          </ul>
          {entries.length > SHOWN && <p className="prompt-none">The first {SHOWN} are shown.</p>}
        </details>
      )}
    </section>
  )
}

/** `1 entry`, `12 entries`. */
export function countOf(entries: number): string {
  return entries === 1 ? '1 entry' : `${entries.toLocaleString('en')} entries`
}

function Entry({ entry, place }: { entry: LoreEntry; place: number }): ReactNode {
  const name = [entry.name, entry.comment].find((text) => text !== undefined && text !== '') ?? `Entry ${place + 1}`
  const keys = entry.keys ?? []
  return (
    <li className="entry">
      <p className="entry-name">
        {name}
        {entry.enabled === false && <span className="field-size">off</span>}
        {entry.constant === true && <span className="field-size">always in</span>}
      </p>
      {keys.length > 0 && <p className="entry-keys">{keys.join(', ')}</p>}
      <p className="field-text">{entry.content}</p>
    </li>
  )
}
