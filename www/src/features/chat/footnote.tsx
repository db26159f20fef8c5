/** What an answer rests on and what it cost: one quiet line that opens. */

import type { DoneDelta, Passage } from 'cuecard'
import type { ReactNode } from 'react'

interface FootnoteProps {
  answer: string
  done: DoneDelta
}

export function Footnote({ answer, done }: FootnoteProps): ReactNode {
  const isScripted = done.brain === 'scripted'
  return (
    <details className="footnote">
      <summary>
        {pages(done.passages, answer)}
        <span>
          {count(done.charged, 'credit')}, {done.available} left
        </span>
        <span>{isScripted ? 'scripted demo brain' : done.brain}</span>
        {done.finish === 'length' && <span>cut at its length limit</span>}
      </summary>
      <div className="footnote-more">
        {done.passages.length > 0 && <Passages passages={done.passages} answer={answer} />}
        {isScripted && (
          <p>
            The scripted demo brain is no language model: it puts lines of the card together with a passage or a lore
            entry that fits.
          </p>
        )}
        <p>
          Fingerprint of the prompt: <code className="hash">{done.prompt}</code>
        </p>
      </div>
    </details>
  )
}

/** The passages that were offered, those that the answer names first. */
function Passages({ passages, answer }: { passages: readonly Passage[]; answer: string }): ReactNode {
  const sorted = [...passages].sort((a, b) => Number(isCited(b, answer)) - Number(isCited(a, answer)))
  return (
    <ul className="footnote-passages">
      {sorted.map((passage, place) => (
        <li key={place}>
          <span className="page-id">{passage.page_id}</span>
          <q>{passage.quote}</q>
          <span className="footnote-use">{isCited(passage, answer) ? 'cited' : 'offered'}</span>
        </li>
      ))}
    </ul>
  )
}

function pages(passages: readonly Passage[], answer: string): ReactNode {
  if (passages.length === 0) return null
  const cited = unique(passages.filter((passage) => isCited(passage, answer)))
  if (cited.length > 0) return <span>cites {cited.join(', ')}</span>
  return <span>was offered {unique(passages).join(', ')}</span>
}

function unique(passages: readonly Passage[]): string[] {
  return [...new Set(passages.map(({ page_id }) => page_id))]
}

function isCited({ page_id }: Passage, answer: string): boolean {
  return answer.includes(page_id)
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`
}
