/** The icons of the page, drawn for 20 pixels. They are decoration: what they stand next to, or on, has a name. */

import type { ReactNode } from 'react'

function Icon({ children }: { children: ReactNode }): ReactNode {
  return (
    <svg
      className="icon"
      viewBox="0 0 20 20"
      width="20"
      height="20"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.6"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
      focusable="false"
    >
      {children}
    </svg>
  )
}

export const ArrowDownIcon = (): ReactNode => (
  <Icon>
    <path d="M10 4v12m-5-5 5 5 5-5" />
  </Icon>
)

export const ArrowUpIcon = (): ReactNode => (
  <Icon>
    <path d="M10 16V4m-5 5 5-5 5 5" />
  </Icon>
)

export const CloseIcon = (): ReactNode => (
  <Icon>
    <path d="m5 5 10 10M15 5 5 15" />
  </Icon>
)

export const CopyIcon = (): ReactNode => (
  <Icon>
    <rect x="7" y="7" width="9" height="9" rx="2" />
    <path d="M4 13V6a2 2 0 0 1 2-2h7" />
  </Icon>
)

export const DownloadIcon = (): ReactNode => (
  <Icon>
    <path d="M10 3v10m-4-4 4 4 4-4M4 16.5h12" />
  </Icon>
)

export const FileIcon = (): ReactNode => (
  <Icon>
    <path d="M5 3h6l4 4v10H5z" />
    <path d="M11 3v4h4" />
  </Icon>
)

export const MoonIcon = (): ReactNode => (
  <Icon>
    <path d="M16 12.2A6.5 6.5 0 0 1 7.8 4a6.5 6.5 0 1 0 8.2 8.2z" />
  </Icon>
)

export const PromptIcon = (): ReactNode => (
  <Icon>
    <path d="M4 5h12M4 10h12M4 15h7" />
  </Icon>
)

export const StopIcon = (): ReactNode => (
  <Icon>
    <rect x="5.5" y="5.5" width="9" height="9" rx="1.5" fill="currentColor" />
  </Icon>
)

export const SunIcon = (): ReactNode => (
  <Icon>
    <circle cx="10" cy="10" r="3.2" />
    <path d="M10 2.5v1.6m0 11.8v1.6M2.5 10h1.6m11.8 0h1.6" />
    <path d="m4.7 4.7 1.1 1.1m8.4 8.4 1.1 1.1m0-10.6-1.1 1.1m-8.4 8.4-1.1 1.1" />
  </Icon>
)

/** The sign of cuecard: a card with a line that is read now. */
export const Mark = (): ReactNode => (
  <svg className="mark" viewBox="0 0 28 22" width="28" height="22" aria-hidden="true" focusable="false">
    <rect className="mark-card" width="28" height="22" rx="4" />
    <rect className="mark-line" x="5" y="5.5" width="18" height="3" rx="1.5" />
    <rect className="mark-cue" x="5" y="13.5" width="11" height="3" rx="1.5" />
  </svg>
)
