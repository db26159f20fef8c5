/** The left half of an open card: picture, name, what kind of file it was, and its fields. */

import type { ReactNode } from 'react'

import { CloseIcon } from '../../ui/icons'
import { closeCard } from './card'
import type { OpenCard } from './card'
import { CardFields } from './card-fields'
import { LoreEntries } from './lore-entries'
import { OpenButton } from './open-button'
import { TalkButton } from './talk-button'

export function CardFacts({ card }: { card: OpenCard }): ReactNode {
  const { data } = card.card
  return (
    <section className="card-facts" aria-label="Card">
      {card.image !== null && <img className="card-image" src={card.image} alt={`The card of ${data.name}`} />}
      <h1>{data.name}</h1>
      {data.creator_notes !== '' && <p className="card-note">{data.creator_notes}</p>}
      <TalkButton card={card} />
      <FileFacts card={card} />
      {data.tags.length > 0 && (
        <ul className="tags" aria-label="Tags">
          {data.tags.map((tag, place) => (
            <li key={place}>{tag}</li>
          ))}
        </ul>
      )}
      {card.warnings.length > 0 && (
        <ul className="prompt-warnings" aria-label="Warnings">
          {card.warnings.map(({ code, message }, place) => (
            <li key={place}>
              {message} <code>{code}</code>
            </li>
          ))}
        </ul>
      )}
      <CardFields data={data} />
      <LoreEntries book={data.character_book} />
      <div className="card-ways">
        <OpenButton label="Open another" />
        <button type="button" className="button button-quiet" onClick={closeCard}>
          <CloseIcon />
          Close
        </button>
      </div>
    </section>
  )
}

function FileFacts({ card }: { card: OpenCard }): ReactNode {
  const { format } = card
  const { creator, character_version: version } = card.card.data
  const facts: [term: string, fact: ReactNode][] = [
    ['File', card.fileName],
    ['Format', `${format.container.toUpperCase()}, card of version ${format.spec.slice(1)}`],
  ]
  if (format.chunk !== null) facts.push(['Chunk', <code key="chunk">{format.chunk}</code>])
  // Cards in the wild hold numbers here, and worse.
  if (typeof creator === 'string' && creator !== '') facts.push(['Creator', creator])
  if (typeof version === 'string' && version !== '') facts.push(['Version', version])
  return (
    <dl className="facts">
      {facts.map(([term, fact]) => (
        <div key={term}>
          <dt>{term}</dt>
          <dd>{fact}</dd>
        </div>
      ))}
    </dl>
  )
}
