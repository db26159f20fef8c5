/** What is shown when a part of the page fails while it is drawn: the page says so instead of going blank. */

import { Component } from 'react'
import type { ReactNode } from 'react'

interface Props {
  children: ReactNode
}

export class Boundary extends Component<Props, { error: unknown }> {
  override state = { error: undefined }

  static getDerivedStateFromError(error: unknown): { error: unknown } {
    return { error }
  }

  override render(): ReactNode {
    if (this.state.error === undefined) return this.props.children
    return (
      <main className="stage stage-empty" role="alert">
        <h1>This page failed</h1>
        <p>{String(this.state.error)}</p>
        <p>
          <a className="button button-main" href=".">
            Begin again
          </a>
        </p>
      </main>
    )
  }
}
