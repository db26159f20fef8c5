/** The pictures and other files of a card. */

import type { ReactNode } from 'react'
import { useState } from 'react'
import type { Asset } from 'cuecard'

import type { OpenCard } from '../card/card'
import { AssetTile } from './asset-tile'
import { groupsOf, labelOf } from './assets'
import type { AssetGroup } from './assets'

/** How many of a group are shown at first: RisuAI's cards have hundreds. */
const SHOWN = 24

export function Gallery({ card }: { card: OpenCard }): ReactNode {
  if (card.assets.length === 0) return null
  return (
    <section className="gallery" aria-label="Pictures and files">
      <h2>Pictures and files</h2>
      {groupsOf(card.assets).map((group) => (
        <Group key={group.name} card={card} group={group} />
      ))}
    </section>
  )
}

function Group({ card, group: { name, held, away, isWide } }: { card: OpenCard; group: AssetGroup }): ReactNode {
  const [isWhole, setWhole] = useState(false)
  const limit = isWhole ? Infinity : SHOWN
  const hidden = Math.max(held.length, away.length) > limit
  return (
    <div className="asset-group">
      <h3>
        {name} <span className="field-size">{(held.length + away.length).toLocaleString('en')}</span>
      </h3>
      {held.length > 0 && (
        <ul className={isWide ? 'assets assets-wide' : 'assets'} aria-label={name}>
          {held.slice(0, limit).map((asset, place) => (
            <AssetTile key={place} card={card} asset={asset} />
          ))}
        </ul>
      )}
      {away.length > 0 && (
        <ul className="assets-away" aria-label={`${name}, not in the file`}>
          {away.slice(0, limit).map((asset, place) => (
            <Away key={place} asset={asset} />
          ))}
        </ul>
      )}
      {hidden && (
        <button type="button" className="button button-quiet" onClick={() => setWhole(true)}>
          Show all {(held.length + away.length).toLocaleString('en')}
        </button>
      )}
    </div>
  )
}

/** An asset without bytes. Its address is text: nothing is fetched from where a card says. */
function Away({ asset }: { asset: Asset }): ReactNode {
  return (
    <li>
      <span className="asset-name">{labelOf(asset)}</span> <span className="asset-facts">{reasonOf(asset)}</span>
      {asset.uri !== '' && <code className="asset-address">{shortened(asset.uri)}</code>}
    </li>
  )
}

function reasonOf({ place, uri }: Asset): string {
  if (place.in === 'missing') return 'The file does not hold it.'
  return /^ccdefault:/i.test(uri) ? 'Each program takes its own.' : 'It is elsewhere, and not loaded from there.'
}

/** Some addresses are whole files that only look like addresses. */
function shortened(uri: string): string {
  return uri.length > 300 ? `${uri.slice(0, 300)}…` : uri
}
