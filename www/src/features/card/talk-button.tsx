/** Sends the file to the server, unchanged, and goes on to the chat with the character that it became. */

import { useState } from 'react'
import type { ReactNode } from 'react'

import { importCharacter } from '../../api'
import { Failure } from '../../failure'
import { show } from '../../route'
import { blobOf } from '../../ui/download'
import { addCharacter } from '../characters/characters'
import type { OpenCard } from './card'

type State =
  | { readonly kind: 'failed'; readonly error: unknown }
  | { readonly kind: 'idle' }
  | { readonly kind: 'sending' }

interface TalkButtonProps {
  card: OpenCard
  /** More buttons. */
  beside?: ReactNode
}

export function TalkButton({ card, beside }: TalkButtonProps): ReactNode {
  const [state, setState] = useState<State>({ kind: 'idle' })
  const talk = async (): Promise<void> => {
    if (state.kind === 'sending') return
    setState({ kind: 'sending' })
    try {
      const { character } = await importCharacter(blobOf(card.bytes, 'application/octet-stream'))
      setState({ kind: 'idle' })
      addCharacter(character, card.picture?.blob ?? null)
      show('chat')
    } catch (error) {
      setState({ kind: 'failed', error })
    }
  }
  return (
    <div className="talk">
      <div className="card-ways">
        <button
          type="button"
          className="button button-main"
          aria-disabled={state.kind === 'sending'}
          onClick={() => void talk()}
        >
          {state.kind === 'sending' ? 'Sending the card' : 'Talk to this character'}
        </button>
        {beside}
      </div>
      <p className="talk-hint">To talk, the file is sent to the server, which keeps it.</p>
      {state.kind === 'failed' && <Failure error={state.error} />}
    </div>
  )
}
