/** The button that picks a file. */

import { useRef } from 'react'
import type { ReactNode } from 'react'

import { FileIcon } from '../../ui/icons'
import { openCard } from './card'
import { ACCEPTED } from './file-words'

export function OpenButton({ label, isMain = false }: { label: string; isMain?: boolean }): ReactNode {
  const input = useRef<HTMLInputElement>(null)
  return (
    <>
      <button type="button" className={isMain ? 'button button-main' : 'button'} onClick={() => input.current?.click()}>
        <FileIcon />
        {label}
      </button>
      <input
        ref={input}
        type="file"
        accept={ACCEPTED}
        hidden
        onChange={(event) => {
          const file = event.target.files?.[0]
          // Emptied, so that picking the same file again is a change too.
          event.target.value = ''
          if (file !== undefined) void openCard(file, file.name)
        }}
      />
    </>
  )
}
