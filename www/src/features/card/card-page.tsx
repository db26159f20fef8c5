/** The view `#card`: a card file, what is in it, and the prompt that it makes; or a lorebook. */

import { useEffect, useRef } from 'react'
import type { ReactNode } from 'react'

import { Failure } from '../../failure'
import { useStore } from '../../store'
import { OWN_COLOR, voiceStyle } from '../../ui/voice'
import { BookView } from '../book/book-view'
import { titleOf } from '../book/title'
import { cardState } from './card'
import type { CardState } from './card'
import { CardFacts } from './card-facts'
import { colorOf } from './card-extension'
import { CardPrompt } from './card-prompt'
import { EmptyCard } from './empty-card'
import { OpenButton } from './open-button'

export function CardPage(): ReactNode {
  const state = useStore(cardState)
  const seen = useRef(state)
  useEffect(() => {
    if (seen.current === state) return
    seen.current = state
    const content = document.getElementById('content')
    content?.scrollTo(0, 0)
    // The button that opened a file is gone with the view that it was in, and the focus with it.
    if (document.activeElement === document.body) content?.focus({ preventScroll: true })
  }, [state])
  return (
    <div className="card-view" style={voiceStyle(state.kind === 'card' ? colorOf(state.card.card) : OWN_COLOR)}>
      <Shown state={state} />
      <p className="sr-only" role="status">
        {statusOf(state)}
      </p>
    </div>
  )
}

function Shown({ state }: { state: CardState }): ReactNode {
  switch (state.kind) {
    case 'book':
      return <BookView key={state.book.openedAtMs} book={state.book} />
    case 'card':
      return (
        <div key={state.card.openedAtMs} className="card-open">
          <CardFacts card={state.card} />
          <CardPrompt card={state.card} />
        </div>
      )
    case 'empty':
      return <EmptyCard />
    case 'failed':
      return <Failed fileName={state.fileName} error={state.error} />
    case 'reading':
      return <Reading fileName={state.fileName} isLoadingReader={state.isLoadingReader} />
  }
}

/** Failures say themselves what they are. */
function statusOf(state: CardState): string {
  switch (state.kind) {
    case 'book':
      return `${titleOf(state.book)} is open`
    case 'card':
      return `${state.card.card.data.name} is open`
    case 'reading':
      return state.isLoadingReader ? `Loading the reader for ${state.fileName}` : `Reading ${state.fileName}`
    default:
      return ''
  }
}

function Reading({ fileName, isLoadingReader }: { fileName: string; isLoadingReader: boolean }): ReactNode {
  return (
    <div className="card-middle" aria-busy="true">
      <h1>Reading</h1>
      <p className="file-name">{fileName}</p>
      <div className="busy" aria-hidden="true" />
      <p className="prompt-none">{isLoadingReader ? 'Fetching the reader for this kind of file.' : '\u00a0'}</p>
    </div>
  )
}

function Failed({ fileName, error }: { fileName: string; error: unknown }): ReactNode {
  return (
    <div className="card-middle">
      <h1>{fileName}</h1>
      <Failure error={error} hasMessage actions={<OpenButton label="Open another file" />} />
    </div>
  )
}
