/** The chat itself: who this is, the greeting, and everything said since. */

import { useEffect } from 'react'
import type { ReactNode } from 'react'

import type { Character } from '../../api'
import { useStore } from '../../store'
import { ArrowDownIcon } from '../../ui/icons'
import { isBusy } from './conversation'
import type { Conversation } from './conversation'
import { ExchangeView } from './exchange'
import { Opening } from './opening'
import { useFollow } from './use-follow'

interface TranscriptProps {
  character: Character
  conversation: Conversation
}

export function Transcript({ character, conversation }: TranscriptProps): ReactNode {
  const exchanges = useStore(conversation.exchanges)
  const last = exchanges.at(-1)
  // A chat that has not begun is read from its top.
  const { viewport, content, isFollowing, follow } = useFollow(last !== undefined)
  const lastId = last?.id ?? 0
  useEffect(() => {
    if (lastId === 0) return
    follow()
    // The button that asked may be gone, and the focus with it.
    if (document.activeElement === document.body) viewport.current?.focus({ preventScroll: true })
  }, [lastId, follow, viewport])
  return (
    <div className="transcript-frame">
      <div
        className="transcript"
        ref={viewport}
        role="log"
        aria-label={`Chat with ${character.display_name}`}
        aria-busy={isBusy(exchanges)}
        tabIndex={0}
      >
        <div className="transcript-content" ref={content}>
          <Opening character={character} />
          {exchanges.length === 0 && <Suggestions character={character} conversation={conversation} />}
          {exchanges.map((exchange) => (
            <ExchangeView
              key={exchange.id}
              character={character}
              conversation={conversation}
              exchange={exchange}
              isLast={exchange === last}
            />
          ))}
        </div>
      </div>
      {!isFollowing && last !== undefined && (
        <button type="button" className="button newest" onClick={follow}>
          <ArrowDownIcon />
          Newest
        </button>
      )}
    </div>
  )
}

function Suggestions({ character, conversation }: TranscriptProps): ReactNode {
  return (
    <>
      {character.suggestions.length > 0 && (
        <ul className="suggestions" aria-label="Suggestions">
          {character.suggestions.map((suggestion) => (
            <li key={suggestion}>
              <button type="button" className="suggestion" onClick={() => void conversation.ask(suggestion)}>
                {suggestion}
              </button>
            </li>
          ))}
        </ul>
      )}
    </>
  )
}
