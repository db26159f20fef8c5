/** The left half of an open card: picture, name, what kind of file it was, and what is in it. */

import type { CSSProperties, ReactNode } from 'react'

import { CloseIcon } from '../../ui/icons'
import { Gallery } from '../gallery/gallery'
import { SaveButton } from '../save/save-button'
import { closeCard } from './card'
import type { OpenCard } from './card'
import { CardFields } from './card-fields'
import { Facts } from './facts'
import type { Fact } from './facts'
import { nameOfFormat } from './file-words'
import { LoreEntries } from './lore-entries'
import { Oddities } from './oddities'
import type { ShownPicture } from './picture'
import { OpenButton } from './open-button'
import { TalkButton } from './talk-button'

export function CardFacts({ card }: { card: OpenCard }): ReactNode {
  const { data } = card.card
  const { picture } = card
  return (
    <section className="card-facts" aria-label="Card">
      {picture !== null && <PictureView picture={picture} name={data.name} />}
      <h1>{data.name}</h1>
      {data.creator_notes !== '' && <p className="card-note">{data.creator_notes}</p>}
      <TalkButton card={card} beside={<SaveButton card={card} />} />
      <Facts facts={factsOf(card)} />
      {data.tags.length > 0 && (
        <ul className="tags" aria-label="Tags">
          {data.tags.map((tag, place) => (
            <li key={place}>{tag}</li>
          ))}
        </ul>
      )}
      <Oddities warnings={card.warnings} />
      <CardFields data={data} />
      <Gallery card={card} />
      <LoreEntries book={data.character_book} />
      {card.lorebooks.map((book, place) => (
        <LoreEntries key={place} book={book} empty="It is empty." />
      ))}
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

function PictureView({ picture: { height, url, width }, name }: { picture: ShownPicture; name: string }): ReactNode {
  const style: Record<`--${string}`, number> = { '--ratio': width / height }
  return (
    <img
      className="card-image"
      src={url}
      width={width}
      height={height}
      style={style as CSSProperties}
      alt={`The card of ${name}`}
    />
  )
}

function factsOf({ card, fileName, format }: OpenCard): Fact[] {
  const { creator, character_version: version } = card.data
  const facts: Fact[] = [
    ['File', fileName],
    ['Format', nameOfFormat(format)],
  ]
  if (format.chunk === 'ccv3' || format.chunk === 'chara') facts.push(['Chunk', <code key="chunk">{format.chunk}</code>])
  // Cards in the wild hold numbers here, and worse.
  if (typeof creator === 'string' && creator !== '') facts.push(['Creator', creator])
  if (typeof version === 'string' && version !== '') facts.push(['Version', version])
  return facts
}
