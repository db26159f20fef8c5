/** What the card view shows before a card is open. */

import { useState } from 'react'
import type { ReactNode } from 'react'

import { openCard } from './card'
import { OpenButton } from './open-button'
import example from '../../../../worker/seed/characters/nan_kett.json?url'

export function EmptyCard(): ReactNode {
  return (
    <div className="card-middle card-frame">
      <h1>Open a character card</h1>
      <p className="lead">
        See what is in it, and the exact prompt that it makes, down to the reason for each line. It is read in this
        browser and sent nowhere.
      </p>
      <div className="card-ways">
        <OpenButton label="Choose a file" isMain />
        <Example />
      </div>
      <p className="card-hint">
        Or drop one anywhere on this page: a PNG, WEBP or JPEG picture with a card in it, a CHARX or BYAF archive, JSON,
        YAML or text. Cards of every version, of SillyTavern, RisuAI, Backyard AI, Agnai and others, and lorebooks.
      </p>
    </div>
  )
}

function Example(): ReactNode {
  const [isFailed, setFailed] = useState(false)
  const open = async (): Promise<void> => {
    setFailed(false)
    try {
      const response = await fetch(example)
      if (!response.ok) throw new Error(String(response.status))
      await openCard(await response.blob(), 'nan_kett.json')
    } catch {
      setFailed(true)
    }
  }
  return (
    <>
      <button type="button" className="button" onClick={() => void open()}>
        Open an example
      </button>
      {isFailed && <p role="alert">The example could not be loaded.</p>}
    </>
  )
}
