/** The button that makes a file and saves it, and what came of it. */

import { useState } from 'react'
import type { ReactNode } from 'react'

import { Failure } from '../../failure'
import { download } from '../../ui/download'
import { fileSize } from '../../ui/file-size'
import { DownloadIcon } from '../../ui/icons'
import type { File } from './write'

type State =
  | { readonly kind: 'failed'; readonly error: unknown }
  | { readonly kind: 'idle' }
  | { readonly kind: 'saved'; readonly file: File }
  | { readonly kind: 'writing' }

interface SaveFileProps {
  name: string
  /** What is said before it is saved. */
  note?: string
  /** Whether everything that the file needs is there. */
  isReady?: boolean
  make: () => Promise<File>
}

export function SaveFile({ name, note = '\u00a0', isReady = true, make }: SaveFileProps): ReactNode {
  const [state, setState] = useState<State>({ kind: 'idle' })
  const isDisabled = !isReady || state.kind === 'writing'
  const save = async (): Promise<void> => {
    if (isDisabled) return
    setState({ kind: 'writing' })
    try {
      const file = await make()
      download(file.bytes, file.name)
      setState({ kind: 'saved', file })
    } catch (error) {
      setState({ kind: 'failed', error })
    }
  }
  return (
    <div className="save-file">
      <button type="button" className="button button-main" aria-disabled={isDisabled} onClick={() => void save()}>
        <DownloadIcon />
        <span className="save-name">Save {name}</span>
      </button>
      <p className="prompt-none" role="status">
        {state.kind === 'saved' ? `Saved, ${fileSize(state.file.bytes.length)}.` : note}
      </p>
      {state.kind === 'failed' && <Failure error={state.error} />}
    </div>
  )
}
