/**
 * Keeps the end of a growing text in sight for as long as the reader wants that.
 *
 * Any movement upwards lets go at once; coming within {@link NEAR_PX} of the end takes hold again. A wider margin
 * would hold readers who are trying to leave. Following jumps and never glides: gliding lags behind fast text.
 */

import { useCallback, useEffect, useRef, useState } from 'react'
import type { RefObject } from 'react'

const NEAR_PX = 8

/** What {@link useFollow} gives. */
export interface Follow {
  /** The element that scrolls. */
  viewport: RefObject<HTMLDivElement | null>
  /** The element inside it that grows. */
  content: RefObject<HTMLDivElement | null>
  isFollowing: boolean
  /** Goes to the end and stays there. */
  follow: () => void
}

/** `atStart`: whether to begin at the end. */
export function useFollow(atStart: boolean): Follow {
  const viewport = useRef<HTMLDivElement>(null)
  const content = useRef<HTMLDivElement>(null)
  const following = useRef(atStart)
  const last = useRef(0)
  const [isFollowing, setFollowing] = useState(atStart)

  const setBoth = useCallback((value: boolean): void => {
    following.current = value
    setFollowing(value)
  }, [])

  const toEnd = useCallback((): void => {
    const element = viewport.current
    if (element === null) return
    element.scrollTop = element.scrollHeight
    last.current = element.scrollTop
  }, [])

  const follow = useCallback((): void => {
    setBoth(true)
    toEnd()
  }, [setBoth, toEnd])

  useEffect(() => {
    const [outer, inner] = [viewport.current, content.current]
    if (outer === null || inner === null) return
    const onScroll = (): void => {
      const distance = outer.scrollHeight - outer.clientHeight - outer.scrollTop
      // Text that shrinks moves the reader up too, but leaves them at the very end.
      if (outer.scrollTop < last.current && distance > 1) setBoth(false)
      else if (distance <= NEAR_PX) setBoth(true)
      last.current = outer.scrollTop
    }
    const observer = new ResizeObserver(() => {
      if (following.current) toEnd()
    })
    outer.addEventListener('scroll', onScroll, { passive: true })
    observer.observe(outer)
    observer.observe(inner)
    return () => {
      outer.removeEventListener('scroll', onScroll)
      observer.disconnect()
    }
  }, [setBoth, toEnd])

  return { viewport, content, isFollowing, follow }
}
