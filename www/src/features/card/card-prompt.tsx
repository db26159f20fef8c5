/** The right half of an open card: what somebody says to the character, and the prompt that it makes at once. */

import type { AssembleInput } from 'cuecard'
import { useMemo, useState } from 'react'
import type { ReactNode } from 'react'

import { Failure } from '../../failure'
import { visitor } from '../chat/visitor'
import { PromptView } from '../prompt/prompt-view'
import type { OpenCard } from './card'
import { suggestionOf } from './card-extension'
import { LoreKeys } from './lore-keys'
import { PromptInputs } from './prompt-inputs'
import type { Inputs } from './prompt-inputs'
import { usePrompt } from './use-prompt'

export function CardPrompt({ card }: { card: OpenCard }): ReactNode {
  const [inputs, setInputs] = useState<Inputs>(() => ({
    text: suggestionOf(card.card),
    userName: visitor.get().name,
    brain: 'scripted',
    model: 'llama3:8b',
  }))
  const input = useMemo(() => toAssembleInput(card, inputs), [card, inputs])
  const assembled = usePrompt(input)
  const book = card.card.data.character_book
  return (
    <section className="card-prompt" aria-label="Prompt">
      <h2>The prompt it makes</h2>
      <p className="prompt-none">
        Made here, with the main instruction of cuecard itself. A server has its own: “Show prompt” in the chat has that
        one.
      </p>
      <PromptInputs inputs={inputs} onChange={setInputs} />
      <LoreKeys book={book} text={inputs.text} onPick={(text) => setInputs({ ...inputs, text })} />
      {assembled.kind === 'failed' && <Failure error={assembled.error} />}
      {assembled.kind === 'ready' && (
        <PromptView
          prompt={assembled.prompt}
          note={`Assembled in this browser in ${assembled.milliseconds.toFixed(1)} ms`}
        />
      )}
    </section>
  )
}

function toAssembleInput(open: OpenCard, { brain, model, text, userName }: Inputs): AssembleInput {
  const { card, lorebooks, openedAtMs } = open
  return {
    card,
    lorebooks,
    text,
    user: { name: userName },
    brain: brain === 'ollama' ? { kind: 'ollama', model } : { kind: 'scripted' },
    ambient: { now_unix_ms: openedAtMs, utc_offset_minutes: -new Date(openedAtMs).getTimezoneOffset(), seed: 0 },
  }
}
