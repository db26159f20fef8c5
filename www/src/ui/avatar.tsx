/** A round picture, or the initials of a name. Always next to the name itself, so hidden from screen readers. */

import type { ReactNode } from 'react'

interface AvatarProps {
  name: string
  /** An object URL. */
  image: string | null
  size?: 'large' | 'small'
}

export function Avatar({ name, image, size = 'small' }: AvatarProps): ReactNode {
  return (
    <span className={`avatar avatar-${size}`} aria-hidden="true">
      {image === null ? initials(name) : <img src={image} alt="" />}
    </span>
  )
}

function initials(name: string): string {
  const words = name.trim().split(/\s+/)
  const first = words[0] ?? ''
  const last = words.length > 1 ? (words.at(-1) ?? '') : ''
  return `${[...first][0] ?? ''}${[...last][0] ?? ''}`.toUpperCase()
}
