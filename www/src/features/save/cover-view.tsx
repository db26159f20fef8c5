/** The picture that a saved card shows. */

import type { ReactNode } from 'react'

import { FileIcon } from '../../ui/icons'
import { useObjectUrl } from '../../ui/use-object-url'
import type { OpenCard } from '../card/card'
import { isPng, isShown } from './cover'
import type { Cover } from './cover'
import type { Target } from './targets'

interface CoverViewProps {
  card: OpenCard
  /** `null` where the card has a PNG of its own. */
  cover: Cover | 'drawing' | null
  target: Target
}

export function CoverView({ card, cover, target }: CoverViewProps): ReactNode {
  const isDrawn = cover !== null && cover !== 'drawing'
  const drawn = useObjectUrl(isDrawn ? cover.blob : null)
  const hasPicture = target.kind === 'card' && target.format !== 'json'
  const isOwn = isDrawn && target.kind === 'card' && !isShown(cover, target)
  const url = isOwn ? (card.picture?.url ?? null) : (drawn ?? card.picture?.url ?? null)
  return (
    <div className="save-cover">
      <div className="save-frame">
        {hasPicture ? url !== null && <img src={url} alt="" /> : <FileIcon />}
      </div>
      <p className="prompt-none">{captionOf(card, isDrawn ? cover : null, target)}</p>
    </div>
  )
}

function captionOf(card: OpenCard, cover: Cover | null, target: Target): string {
  if (target.kind === 'book') return 'A lorebook has no picture.'
  if (target.format === 'json') return 'JSON has no picture.'
  if (cover?.isMonogram === true) return 'It has no picture, so it gets one with its initials.'
  const isKept = card.format.container === 'png' || (card.picture !== null && isPng(card.picture.blob))
  return target.format === 'png' && !isKept ? 'Its picture, drawn anew as a PNG.' : 'Its picture, as it is.'
}
