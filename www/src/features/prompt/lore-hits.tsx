/** Which lore entries are in a prompt, and why. */

import type { LoreHit, Prompt } from 'cuecard'
import type { ReactNode } from 'react'

export function LoreHits({ prompt }: { prompt: Prompt }): ReactNode {
  const { lore, sections } = prompt
  // The hits count what was searched: the messages of the chat and the new one.
  const searched = sections.filter(({ id }) => id === 'history' || id === 'text')
  return (
    <section className="prompt-part" aria-label="Lore">
      <h3>Lore</h3>
      {lore.length === 0 && <p className="prompt-none">No entry joined: none of the keys is in the chat.</p>}
      {lore.length > 0 && (
        <ul className="lore-hits">
          {lore.map((hit) => (
            <li key={`${hit.book}.${hit.entry}`} className="family family-lore">
              <span className="lore-name">{hit.name === '' ? `Entry ${hit.entry + 1}` : hit.name}</span>
              <span className="lore-reason">{reasonOf(hit, searched)}</span>
              <span className="block-tokens">{hit.tokens} tokens</span>
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}

function reasonOf({ key, message, reason }: LoreHit, searched: Prompt['sections']): ReactNode {
  if (reason === 'constant' || message === null) return 'always in'
  const where = searched[message]?.id === 'history' ? `message ${message + 1} of the chat` : 'your message'
  return (
    <>
      because of <mark>{key}</mark> in {where}
    </>
  )
}
