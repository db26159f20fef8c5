/** A round picture, or the initials of a name. Always next to the name itself, so hidden from screen readers. */

import type { ReactNode } from 'react'

import { initialsOf } from './initials'

interface AvatarProps {
  name: string
  /** An object URL. */
  image: string | null
  size?: 'large' | 'small'
}

export function Avatar({ name, image, size = 'small' }: AvatarProps): ReactNode {
  return (
    <span className={`avatar avatar-${size}`} aria-hidden="true">
      {image === null ? initialsOf(name).join('') : <img src={image} alt="" />}
    </span>
  )
}
