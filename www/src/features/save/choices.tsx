/** Kinds of files to choose from, of which one is chosen. */

import { useId } from 'react'
import type { ReactNode } from 'react'

import type { Target } from './targets'

interface ChoicesProps {
  name: string
  targets: readonly Target[]
  chosen: Target | undefined
  choose: (target: Target) => void
}

export function Choices({ name, targets, chosen, choose }: ChoicesProps): ReactNode {
  const id = useId()
  return (
    <fieldset className="choices">
      <legend>{name}</legend>
      {targets.map((target) => (
        <label key={target.id} className="choice">
          <input
            type="radio"
            // One group for all sets of choices, so that the arrow keys lead through all of them.
            name="save-target"
            value={target.id}
            checked={target === chosen}
            aria-labelledby={`${id}-${target.id}-name`}
            aria-describedby={`${id}-${target.id}`}
            onChange={() => choose(target)}
          />
          <span className="choice-name" id={`${id}-${target.id}-name`}>
            {target.name}
          </span>
          <span className="choice-note" id={`${id}-${target.id}`}>
            {target.note}
          </span>
        </label>
      ))}
    </fieldset>
  )
}
