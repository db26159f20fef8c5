/** The prompt that the server would send for a question, without asking it. */

import { useCallback, useEffect, useState } from 'react'
import type { ReactNode } from 'react'

import { preview } from '../../api'
import type { Preview, Question } from '../../api'
import { Failure } from '../../failure'
import { Sheet } from '../../ui/sheet'
import { PromptView } from './prompt-view'

type State =
  | { readonly kind: 'failed'; readonly error: unknown }
  | { readonly kind: 'loading' }
  | { readonly kind: 'ready'; readonly prompt: Preview }

/** A question whose prompt is shown. */
export interface Previewed {
  /** Whether its text is empty. */
  isEmpty: boolean
  /** Has to keep its identity: another one is another preview. */
  question: Promise<Question>
}

interface PromptDialogProps extends Previewed {
  /** Whose prompt it is. */
  name: string
  close: () => void
}

export function PromptDialog({ name, isEmpty, question, close }: PromptDialogProps): ReactNode {
  const [state, setState] = useState<State>({ kind: 'loading' })
  const load = useCallback((): (() => void) => {
    let isWanted = true
    setState({ kind: 'loading' })
    question.then(preview).then(
      (prompt) => isWanted && setState({ kind: 'ready', prompt }),
      (error: unknown) => isWanted && setState({ kind: 'failed', error }),
    )
    return () => {
      isWanted = false
    }
  }, [question])
  useEffect(load, [load])
  return (
    <Sheet title={`The prompt for ${name}`} close={close}>
      <p className="sheet-lead">
        {isEmpty ? 'With nothing typed yet. ' : 'With what you have typed. '}
        Nothing is sent to a model, and nothing is charged.
      </p>
      {state.kind === 'loading' && (
        <p className="prompt-none" role="status">
          Assembling
        </p>
      )}
      {state.kind === 'failed' && (
        <Failure
          error={state.error}
          actions={
            <button type="button" className="button" onClick={load}>
              Try again
            </button>
          }
        />
      )}
      {state.kind === 'ready' && <PromptView prompt={state.prompt} />}
    </Sheet>
  )
}
