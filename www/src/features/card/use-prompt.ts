/**
 * Assembles a prompt anew whenever its input changes: once per frame at most, however fast somebody types. The core
 * runs on this thread; a card with a lorebook takes it about a millisecond.
 */

import { assemble } from 'cuecard'
import type { AssembleInput, Prompt } from 'cuecard'
import { useEffect, useState } from 'react'

/** A prompt, or why there is none. */
export type Assembled =
  | { readonly kind: 'failed'; readonly error: unknown }
  | { readonly kind: 'ready'; readonly prompt: Prompt; readonly milliseconds: number }

/** `input` has to keep its identity while it stays the same. */
export function usePrompt(input: AssembleInput): Assembled {
  const [assembled, setAssembled] = useState(() => measure(input))
  const [current, setCurrent] = useState(input)
  useEffect(() => {
    if (input === current) return
    const frame = requestAnimationFrame(() => {
      setCurrent(input)
      setAssembled(measure(input))
    })
    return () => cancelAnimationFrame(frame)
  }, [input, current])
  return assembled
}

function measure(input: AssembleInput): Assembled {
  try {
    const start = performance.now()
    const prompt = assemble(input)
    return { kind: 'ready', prompt, milliseconds: performance.now() - start }
  } catch (error) {
    return { kind: 'failed', error }
  }
}
