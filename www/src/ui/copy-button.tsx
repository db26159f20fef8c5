/** A button that copies a text and says so. */

import { useEffect, useState } from 'react'
import type { ReactNode } from 'react'

import { CopyIcon } from './icons'

type Outcome = 'copied' | 'idle' | 'refused'

const LABELS: Record<Outcome, string> = { copied: 'Copied', idle: 'Copy', refused: 'The browser refused' }

/** `what` completes the name of the button: “Copy the request body”. */
export function CopyButton({ text, what }: { text: string; what: string }): ReactNode {
  const [outcome, setOutcome] = useState<Outcome>('idle')
  useEffect(() => {
    if (outcome === 'idle') return
    const timer = setTimeout(() => setOutcome('idle'), 2000)
    return () => clearTimeout(timer)
  }, [outcome])
  const copy = (): void => {
    // `clipboard` is absent outside secure contexts.
    const writing = (navigator.clipboard as Clipboard | undefined)?.writeText(text) ?? Promise.reject(new Error())
    writing.then(
      () => setOutcome('copied'),
      () => setOutcome('refused'),
    )
  }
  return (
    <button type="button" className="button button-quiet" onClick={copy}>
      <CopyIcon />
      <span aria-live="polite">{LABELS[outcome]}</span>
      <span className="sr-only"> {what}</span>
    </button>
  )
}
