/** The view `#card`: a card file, what is in it, and the prompt that it makes. */

import { useEffect, useRef } from 'react'
import type { ReactNode } from 'react'

import { Failure } from '../../failure'
import { useStore } from '../../store'
import { OWN_COLOR, voiceStyle } from '../../ui/voice'
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
    <div className="card-view" style={voiceStyle(state.kind === 'open' ? colorOf(state.card.card) : OWN_COLOR)}>
      {state.kind === 'empty' && <EmptyCard />}
      {state.kind === 'reading' && <Reading fileName={state.fileName} />}
      {state.kind === 'failed' && <Failed fileName={state.fileName} error={state.error} />}
      {state.kind === 'open' && (
        <div className="card-open">
          <CardFacts card={state.card} />
          <CardPrompt key={state.card.openedAtMs} card={state.card} />
        </div>
      )}
      <p className="sr-only" role="status">
        {statusOf(state)}
      </p>
    </div>
  )
}

/** Failures say themselves what they are. */
function statusOf(state: CardState): string {
  if (state.kind === 'reading') return `Reading ${state.fileName}`
  return state.kind === 'open' ? `${state.card.card.data.name} is open` : ''
}

function Reading({ fileName }: { fileName: string }): ReactNode {
  return (
    <div className="card-middle">
      <h1>Reading</h1>
      <p>{fileName}</p>
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
