/** Saves a card: as which kind of file, what that leaves out, and which picture it shows. */

import type { Lorebook } from 'cuecard'
import { useEffect, useMemo, useState } from 'react'
import type { ReactNode } from 'react'

import { Sheet } from '../../ui/sheet'
import type { OpenCard } from '../card/card'
import { Choices } from './choices'
import { CoverView } from './cover-view'
import { coverOf } from './cover'
import type { Cover } from './cover'
import { leftBehind, leftBehindOf } from './left-behind'
import { LeftOut } from './left-out'
import { SaveFile } from './save-file'
import { BOOK_TARGETS, CARD_TARGETS } from './targets'
import type { Target } from './targets'
import { bookFile, bookNameOf, cardFile, nameOf } from './write'

interface SaveDialogProps {
  card: OpenCard
  close: () => void
}

export function SaveDialog({ card, close }: SaveDialogProps): ReactNode {
  const [target, setTarget] = useState<Target | undefined>(CARD_TARGETS[0])
  const cover = useCover(card)
  const book = bookOf(card)
  const bookName = book?.name === undefined || book.name === '' ? card.card.data.name : book.name
  const words = useMemo(() => wordsOf(card, book, target), [card, book, target])
  return (
    <Sheet title="Save as" close={close}>
      <Choices name="Kind of file" targets={CARD_TARGETS} chosen={target} choose={setTarget} />
      {book !== undefined && (
        <Choices name="Only the lorebook" targets={BOOK_TARGETS} chosen={target} choose={setTarget} />
      )}
      {target !== undefined && (
        <>
          <div className="save-outcome">
            <CoverView card={card} cover={cover} target={target} />
            <LeftOut words={words} />
          </div>
          <div className="save-foot">
            <SaveFile
              key={target.id}
              name={target.kind === 'card' ? nameOf(card, target) : bookNameOf(bookName, target)}
              note={summaryOf(words)}
              isReady={target.kind === 'book' || cover !== 'drawing'}
              make={async () => {
                if (target.kind === 'card') return cardFile(card, target, cover === 'drawing' ? null : cover)
                return bookFile(book ?? { entries: [] }, bookName, target)
              }}
            />
          </div>
        </>
      )}
    </Sheet>
  )
}

/** The card's own book, else one that came beside it. */
function bookOf({ card, lorebooks }: OpenCard): Lorebook | undefined {
  return [card.data.character_book, ...lorebooks].find((book) => book !== undefined && book.entries.length > 0)
}

function wordsOf(card: OpenCard, book: Lorebook | undefined, target: Target | undefined): string[] {
  if (target?.kind === 'card') return leftBehind(card, target)
  return target === undefined || book === undefined ? [] : leftBehindOf(book, target)
}

/** The list itself may be out of sight. */
function summaryOf({ length }: readonly string[]): string {
  if (length === 0) return 'Nothing is left out.'
  return length === 1 ? 'One thing is left out.' : `${length} things are left out.`
}

/** The picture for files that need one. */
function useCover(card: OpenCard): Cover | 'drawing' | null {
  const [cover, setCover] = useState<Cover | 'drawing' | null>('drawing')
  useEffect(() => {
    let isWanted = true
    setCover('drawing')
    coverOf(card).then(
      (drawn) => isWanted && setCover(drawn),
      // Without one, the core draws initials itself.
      () => isWanted && setCover(null),
    )
    return () => {
      isWanted = false
    }
  }, [card])
  return cover
}
