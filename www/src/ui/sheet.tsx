/** A native dialog at the side of the page, or over all of it where it is narrow. */

import { useEffect, useId, useRef } from 'react'
import type { ReactNode } from 'react'

import { CloseIcon } from './icons'

interface SheetProps {
  title: string
  close: () => void
  children: ReactNode
}

export function Sheet({ title, close, children }: SheetProps): ReactNode {
  const dialog = useRef<HTMLDialogElement>(null)
  const titleId = useId()
  useEffect(() => {
    const element = dialog.current
    const before = document.activeElement
    element?.showModal()
    return () => {
      // Taking an open dialog off the page does not give the focus back by itself.
      if (before instanceof HTMLElement) before.focus()
    }
  }, [])
  return (
    <dialog
      ref={dialog}
      className="sheet"
      aria-labelledby={titleId}
      onClose={close}
      onClick={(event) => {
        // Only the backdrop is the dialog itself; all else is inside its child.
        if (event.target === event.currentTarget) close()
      }}
    >
      <div className="sheet-body">
        <header className="sheet-head">
          <h2 id={titleId}>{title}</h2>
          <button type="button" className="button button-bare button-square" aria-label="Close" onClick={close}>
            <CloseIcon />
          </button>
        </header>
        {children}
      </div>
    </dialog>
  )
}
