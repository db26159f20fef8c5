/** What was odd about a file and read all the same: in words, with the place and how often. */

import type { Warning } from 'cuecard'
import type { ReactNode } from 'react'

import { placeIn, sentence } from '../../explain'

/** A longer list is folded. */
const OPEN_UP_TO = 4

export function Oddities({ warnings }: { warnings: readonly Warning[] }): ReactNode {
  if (warnings.length === 0) return null
  return (
    <section className="fields" aria-label="What was odd">
      <h2>What was odd</h2>
      <details className="field" open={warnings.length <= OPEN_UP_TO}>
        <summary>
          <span>Read all the same</span>
          <span className="field-size">{warnings.length.toLocaleString('en')}</span>
        </summary>
        <ul className="oddities">
          {warnings.map((warning, place) => (
            <Oddity key={place} warning={warning} />
          ))}
        </ul>
      </details>
    </section>
  )
}

function Oddity({ warning }: { warning: Warning }): ReactNode {
  const { code, count = 1, message } = warning
  const place = placeIn(warning)
  const facts = count === 1 ? [place] : [`${count.toLocaleString('en')} times`, place === '' ? '' : `first ${place}`]
  return (
    <li>
      <p>{sentence(message)}</p>
      <p className="oddity-place">
        <code>{code}</code> {facts.filter((fact) => fact !== '').join(', ')}
      </p>
    </li>
  )
}
