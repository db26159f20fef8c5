/** A question and its answer, with whatever went wrong. */

import { memo } from 'react'
import type { ReactNode } from 'react'

import type { Character } from '../../api'
import { detailOf } from '../../explain'
import { Failure } from '../../failure'
import type { Conversation, Exchange } from './conversation'
import { Footnote } from './footnote'
import { Speech } from './speech'

interface ExchangeProps {
  character: Character
  conversation: Conversation
  exchange: Exchange
  /** Only the last exchange can be tried again. */
  isLast: boolean
}

export const ExchangeView = memo(function ExchangeView(props: ExchangeProps): ReactNode {
  const { character, conversation, exchange, isLast } = props
  const { answer, outcome } = exchange
  const isGrowing = outcome.kind === 'waiting' || outcome.kind === 'answering'
  const retry = isLast ? (): void => void conversation.retry(exchange) : null
  return (
    <>
      <article className="turn turn-visitor" aria-label={`${exchange.from} says`}>
        <p className="turn-name">{exchange.from}</p>
        <p className="question">{exchange.question}</p>
      </article>
      <article className="turn turn-character" aria-label={`${character.display_name} says`}>
        {(isGrowing || answer !== '' || outcome.kind === 'done') && (
          <>
            <p className="turn-name">{character.display_name}</p>
            <div className="bubble">
              {answer === '' && !isGrowing ? (
                <p className="speech speech-none">Nothing.</p>
              ) : (
                <Speech text={answer} isGrowing={isGrowing} />
              )}
            </div>
          </>
        )}
        {outcome.kind === 'done' && <Footnote answer={answer} done={outcome.done} />}
        {outcome.kind === 'stopped' && <Stopped isPaid={answer !== ''} retry={retry} />}
        {outcome.kind === 'failed' && <Failed error={outcome.error} retry={retry} />}
      </article>
    </>
  )
})

function Stopped({ isPaid, retry }: { isPaid: boolean; retry: (() => void) | null }): ReactNode {
  return (
    <div className="stopped">
      <span>{isPaid ? 'Stopped. What was said is paid.' : 'Stopped. Nothing was charged.'}</span>
      {retry !== null && (
        <button type="button" className="button button-quiet" onClick={retry}>
          Ask again
        </button>
      )}
    </div>
  )
}

function Failed({ error, retry }: { error: unknown; retry: (() => void) | null }): ReactNode {
  const charged = detailOf(error, 'charged')
  const again = retry !== null && (
    <button type="button" className="button" onClick={retry}>
      Try again
    </button>
  )
  return (
    <Failure error={error} actions={again}>
      {charged !== undefined && <p>{charged === 0 ? 'Nothing was charged.' : `${charged} credits were charged.`}</p>}
    </Failure>
  )
}
