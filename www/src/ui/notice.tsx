/** Something that failed or is missing: a title, words, an optional code, and what can be done. */

import type { ReactNode } from 'react'

interface NoticeProps {
  title: string
  children?: ReactNode
  code?: string
  /** Buttons. */
  actions?: ReactNode
  /** Read out at once. */
  isAlert?: boolean
}

export function Notice({ title, children, code, actions, isAlert = false }: NoticeProps): ReactNode {
  return (
    <div className={isAlert ? 'notice notice-alert' : 'notice'} role={isAlert ? 'alert' : undefined}>
      <p className="notice-title">{title}</p>
      {children}
      {(actions !== undefined || code !== undefined) && (
        <div className="notice-foot">
          {actions}
          {code !== undefined && <code className="notice-code">{code}</code>}
        </div>
      )}
    </div>
  )
}
