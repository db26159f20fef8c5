/**
 * From one colour to the variables that paint with it, in both themes.
 *
 * `--voice` is for text and for filled buttons: at least {@link ENOUGH} against the page and against `--voice-tint`,
 * the ground of bubbles. Each variable is a `light-dark()` pair, so that a change of theme needs no script.
 */

import type { CSSProperties } from 'react'

import { contrast, parseHex, toHex } from './color'
import type { Oklch } from './color'

/** 4.5 is required; the rest is for rounding to whole numbers. */
const ENOUGH = 4.6

/** The colour of the page itself, and of whoever has none. */
export const OWN_COLOR = '#5b7fb5'

// The grounds of both themes, as in styles/base.css.
const PAPER_LIGHT = parseHex('#f9fafb')
const PAPER_DARK = parseHex('#131519')

const cache = new Map<string, CSSProperties>()

/** The variables for `color`, to be set as the style of an element. */
export function voiceStyle(color: string): CSSProperties {
  let style = cache.get(color)
  if (style === undefined) {
    style = makeStyle(parseHex(color) ?? parseHex(OWN_COLOR))
    cache.set(color, style)
  }
  return style
}

function makeStyle(base: Oklch | null): CSSProperties {
  if (base === null || PAPER_LIGHT === null || PAPER_DARK === null) return {}
  const { c, h } = base
  const light = {
    tint: { l: 0.953, c: Math.min(c * 0.26, 0.028), h },
    line: { l: 0.87, c: Math.min(c * 0.5, 0.06), h },
  }
  const dark = {
    tint: { l: 0.272, c: Math.min(c * 0.32, 0.038), h },
    line: { l: 0.4, c: Math.min(c * 0.45, 0.06), h },
  }
  const voice = {
    light: readable({ ...base, l: 0.56 }, -0.01, [PAPER_LIGHT, light.tint]),
    dark: readable({ ...base, l: 0.68 }, 0.01, [PAPER_DARK, dark.tint]),
  }
  const pair = (one: Oklch, other: Oklch): string => `light-dark(${toHex(one)}, ${toHex(other)})`
  const variables: Record<`--${string}`, string> = {
    '--voice': pair(voice.light, voice.dark),
    '--voice-tint': pair(light.tint, dark.tint),
    '--voice-line': pair(light.line, dark.line),
  }
  return variables as CSSProperties
}

/** Darkens or lightens `color` step by step until it can be read on all of `grounds`. */
function readable(color: Oklch, step: number, grounds: readonly Oklch[]): Oklch {
  let { l } = color
  while (l > 0 && l < 1 && grounds.some((ground) => contrast({ ...color, l }, ground) < ENOUGH)) l += step
  return { ...color, l }
}
