/**
 * Where one writes. Enter sends and Shift+Enter begins a line, except while an input method is composing a word: then
 * Enter belongs to it. (Safari ends the composition before it reports the key, which then has the code 229.)
 */

import { useState } from 'react'
import type { KeyboardEvent, ReactNode } from 'react'

import type { Character } from '../../api'
import { useSelected, useStore } from '../../store'
import { ArrowUpIcon, PromptIcon, StopIcon } from '../../ui/icons'
import { PromptDialog } from '../prompt/prompt-dialog'
import type { Previewed } from '../prompt/prompt-dialog'
import { isBusy } from './conversation'
import type { Conversation } from './conversation'
import { VisitorName } from './visitor-name'

interface ComposerProps {
  character: Character
  conversation: Conversation
}

export function Composer({ character, conversation }: ComposerProps): ReactNode {
  const draft = useStore(conversation.draft)
  const busy = useSelected(conversation.exchanges, isBusy)
  const [previewed, setPreviewed] = useState<Previewed | null>(null)
  const name = character.display_name

  const send = (): void => {
    const text = draft.trim()
    if (text === '' || busy) return
    conversation.draft.set('')
    void conversation.ask(text)
  }
  const showPrompt = (): void => {
    const text = draft.trim()
    setPreviewed({ isEmpty: text === '', question: conversation.question(text) })
  }
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing || event.keyCode === 229) return
    event.preventDefault()
    send()
  }

  return (
    <div className="composer">
      <form
        className="composer-field"
        onSubmit={(event) => {
          event.preventDefault()
          send()
        }}
      >
        <label className="sr-only" htmlFor="question">
          Your message to {name}
        </label>
        <textarea
          id="question"
          rows={1}
          value={draft}
          placeholder={`Ask ${name}`}
          enterKeyHint="send"
          autoComplete="off"
          onChange={(event) => conversation.draft.set(event.target.value)}
          onKeyDown={onKeyDown}
        />
        <SendOrStop isBusy={busy} isEmpty={draft.trim() === ''} stop={() => conversation.stop()} />
      </form>
      <div className="composer-foot">
        <VisitorName />
        <span className="composer-keys">Enter sends, Shift+Enter begins a line</span>
        <button type="button" className="button button-quiet" onClick={showPrompt}>
          <PromptIcon />
          Show prompt
        </button>
      </div>
      {previewed !== null && <PromptDialog name={name} {...previewed} close={() => setPreviewed(null)} />}
    </div>
  )
}

/** One button, so that the focus stays where it is when sending turns into stopping. */
function SendOrStop({ isBusy, isEmpty, stop }: { isBusy: boolean; isEmpty: boolean; stop: () => void }): ReactNode {
  if (!isBusy) {
    return (
      <button key="go" type="submit" className="button button-main" aria-disabled={isEmpty}>
        <ArrowUpIcon />
        Send
      </button>
    )
  }
  // The second click of a double click on “Send” is no wish to stop.
  return (
    <button key="go" type="button" className="button button-main" onClick={(event) => event.detail < 2 && stop()}>
      <StopIcon />
      Stop
    </button>
  )
}
