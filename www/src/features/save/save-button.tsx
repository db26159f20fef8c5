/** Opens the dialog that saves a card. */

import { useState } from 'react'
import type { ReactNode } from 'react'

import { DownloadIcon } from '../../ui/icons'
import type { OpenCard } from '../card/card'
import { SaveDialog } from './save-dialog'

export function SaveButton({ card }: { card: OpenCard }): ReactNode {
  const [isOpen, setOpen] = useState(false)
  return (
    <>
      <button type="button" className="button" aria-haspopup="dialog" onClick={() => setOpen(true)}>
        <DownloadIcon />
        Save as
      </button>
      {isOpen && <SaveDialog card={card} close={() => setOpen(false)} />}
    </>
  )
}
