/** Something that failed, in plain words: what, what to do, where, and the code for those who look it up. */

import type { ReactNode } from 'react'

import { explain, placeOf } from './explain'
import { Notice } from './ui/notice'

interface FailureProps {
  error: unknown
  /** Buttons. */
  actions?: ReactNode
  /** Show the message of the error too, which names the place itself. */
  hasMessage?: boolean
  /** More to say. */
  children?: ReactNode
}

export function Failure({ error, actions, hasMessage = false, children }: FailureProps): ReactNode {
  const { title, advice, code } = explain(error)
  const place = placeOf(error)
  return (
    <Notice isAlert title={title} code={code} actions={actions}>
      {advice !== '' && <p>{advice}</p>}
      {hasMessage && error instanceof Error && (
        <p className="notice-message">In the reader’s words: “{error.message}”.</p>
      )}
      {!hasMessage && place !== '' && <p>The place: {place}.</p>}
      {children}
    </Notice>
  )
}
