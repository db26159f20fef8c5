/** Facts with their names. */

import type { ReactNode } from 'react'

/** A name and what goes by it. */
export type Fact = readonly [term: string, fact: ReactNode]

export function Facts({ facts }: { facts: readonly Fact[] }): ReactNode {
  return (
    <dl className="facts">
      {facts.map(([term, fact]) => (
        <div key={term}>
          <dt>{term}</dt>
          <dd>{fact}</dd>
        </div>
      ))}
    </dl>
  )
}
