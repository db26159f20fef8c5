/** The view `#chat`: the characters, and the chat with the one that is chosen. */

import { useEffect } from 'react'
import type { ReactNode } from 'react'

import type { Character } from '../../api'
import { Failure } from '../../failure'
import { useSelected, useStore } from '../../store'
import { CharacterList } from '../characters/character-list'
import { cast, loadCharacters } from '../characters/characters'
import { Composer } from './composer'
import { conversationWith, isBusy } from './conversation'
import type { Conversation, Exchange } from './conversation'
import { Transcript } from './transcript'

export function ChatPage(): ReactNode {
  const state = useStore(cast)
  return (
    <div className="chat">
      <CharacterList />
      {state.kind === 'loading' && <Waiting />}
      {state.kind === 'failed' && <Unreachable error={state.error} />}
      {state.kind === 'ready' && (state.chosen === null ? <Nobody /> : <Stage character={state.chosen} />)}
    </div>
  )
}

function Stage({ character }: { character: Character }): ReactNode {
  const conversation = conversationWith(character)
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent): void => {
      // Esc closes a dialog, or leaves a composition, before it stops an answer.
      if (event.key !== 'Escape' || event.isComposing || document.querySelector('dialog[open]') !== null) return
      conversation.stop()
    }
    document.addEventListener('keydown', onKeyDown)
    return () => document.removeEventListener('keydown', onKeyDown)
  }, [conversation])
  return (
    <section className="stage" aria-label={character.display_name}>
      <Transcript key={character.char_id} character={character} conversation={conversation} />
      <Composer key={`composer ${character.char_id}`} character={character} conversation={conversation} />
      <Status name={character.display_name} conversation={conversation} />
    </section>
  )
}

/** Says in one place how the answer is going; the log itself grows too fast to be read out. */
function Status({ name, conversation }: { name: string; conversation: Conversation }): ReactNode {
  const text = useSelected(conversation.exchanges, (exchanges) => statusOf(exchanges, name))
  return (
    <p className="sr-only" role="status">
      {text}
    </p>
  )
}

/** Failures say themselves what they are. */
function statusOf(exchanges: readonly Exchange[], name: string): string {
  if (isBusy(exchanges)) return `${name} is answering`
  const kind = exchanges.at(-1)?.outcome.kind
  if (kind === 'done') return 'Answer complete'
  return kind === 'stopped' ? 'Answer stopped' : ''
}

function Waiting(): ReactNode {
  return (
    <section className="stage stage-empty" aria-busy="true" aria-label="Chat">
      <h1 className="sr-only">Chat</h1>
    </section>
  )
}

function Nobody(): ReactNode {
  return (
    <section className="stage stage-empty" aria-label="Chat">
      <h1>Nobody to talk to yet</h1>
      <p>This server has no characters. Open a card and make one of it.</p>
      <p>
        <a className="button button-main" href="#card">
          Open a card
        </a>
      </p>
    </section>
  )
}

function Unreachable({ error }: { error: unknown }): ReactNode {
  const retry = (
    <button type="button" className="button button-main" onClick={() => void loadCharacters()}>
      Try again
    </button>
  )
  return (
    <section className="stage stage-empty" aria-label="Chat">
      <h1>Nobody answers</h1>
      <Failure error={error} actions={retry} />
      <p>
        <a href="#card">Reading a card</a> works without a server: that part runs in this browser.
      </p>
    </section>
  )
}
