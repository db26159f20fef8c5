/** A lorebook file: what it is, its entries, and ways to save it for other programs. */

import { useState } from 'react'
import type { ReactNode } from 'react'

import { CloseIcon } from '../../ui/icons'
import { closeCard } from '../card/card'
import type { OpenBook } from '../card/card'
import { Facts } from '../card/facts'
import type { Fact } from '../card/facts'
import { nameOfBook } from '../card/file-words'
import { LoreEntries, countOf } from '../card/lore-entries'
import { Oddities } from '../card/oddities'
import { OpenButton } from '../card/open-button'
import { Choices } from '../save/choices'
import { leftBehindOf } from '../save/left-behind'
import { LeftOut } from '../save/left-out'
import { SaveFile } from '../save/save-file'
import { BOOK_TARGETS } from '../save/targets'
import type { LoreTarget, Target } from '../save/targets'
import { bookFile, bookNameOf } from '../save/write'
import { titleOf } from './title'

export function BookView({ book }: { book: OpenBook }): ReactNode {
  const { lorebook, warnings } = book
  return (
    <div className="card-open">
      <section className="card-facts" aria-label="Lorebook file">
        <h1>{titleOf(book)}</h1>
        {typeof lorebook.description === 'string' && lorebook.description !== '' && (
          <p className="card-note">{lorebook.description}</p>
        )}
        <Facts facts={factsOf(book)} />
        <Oddities warnings={warnings} />
        <SaveBook book={book} />
        <div className="card-ways">
          <OpenButton label="Open another" />
          <button type="button" className="button button-quiet" onClick={closeCard}>
            <CloseIcon />
            Close
          </button>
        </div>
      </section>
      <LoreEntries book={lorebook} empty="It is empty." isOpen />
    </div>
  )
}

function SaveBook({ book }: { book: OpenBook }): ReactNode {
  const [target, setTarget] = useState<LoreTarget | undefined>(BOOK_TARGETS[0])
  const choose = (chosen: Target): void => {
    if (chosen.kind === 'book') setTarget(chosen)
  }
  return (
    <section className="fields save-book" aria-label="Save as">
      <Choices name="Save as" targets={BOOK_TARGETS} chosen={target} choose={choose} />
      {target !== undefined && (
        <>
          <LeftOut words={leftBehindOf(book.lorebook, target)} />
          <SaveFile
            key={target.id}
            name={bookNameOf(titleOf(book), target)}
            make={async () => bookFile(book.reader === 'core' ? book.bytes : book.lorebook, titleOf(book), target)}
          />
        </>
      )}
    </section>
  )
}

function factsOf({ fileName, format, lorebook }: OpenBook): Fact[] {
  const facts: Fact[] = [
    ['File', fileName],
    ['Format', nameOfBook(format)],
    ['Size', countOf(lorebook.entries.length)],
  ]
  if (typeof lorebook.scan_depth === 'number') facts.push(['Searches', `the newest ${lorebook.scan_depth} messages`])
  if (typeof lorebook.token_budget === 'number') facts.push(['Budget', `${lorebook.token_budget} tokens`])
  return facts
}
