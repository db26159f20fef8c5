/** Draws the picture of a character that has none: initials on its colour. */

import { contrast, parseHex, toHex } from '../../ui/color'
import type { Oklch } from '../../ui/color'
import { initialsOf } from '../../ui/initials'
import { OWN_COLOR } from '../../ui/voice'

const WIDTH = 400
const HEIGHT = 600

/** The contrast that large letters need. */
const ENOUGH = 3

/** A canvas of 400 × 600 with the initials of `name`. */
export function drawMonogram(name: string, color: string): HTMLCanvasElement {
  const canvas = Object.assign(document.createElement('canvas'), { width: WIDTH, height: HEIGHT })
  const context = canvas.getContext('2d')
  const ground = parseHex(color) ?? parseHex(OWN_COLOR)
  if (context === null || ground === null) return canvas
  context.fillStyle = toHex(ground)
  context.fillRect(0, 0, WIDTH, HEIGHT)
  // Two hills, the nearer inside the farther.
  const step = ground.l > 0.3 ? -0.06 : 0.06
  drawHill(context, 200, 470, { ...ground, l: ground.l + step })
  drawHill(context, 330, 370, { ...ground, l: ground.l + 2 * step })
  drawLetters(context, initialsOf(name), inkOn(ground))
  return canvas
}

function drawHill(context: CanvasRenderingContext2D, x: number, radius: number, color: Oklch): void {
  context.fillStyle = toHex(color)
  context.beginPath()
  context.arc(x, 900, radius, 0, 2 * Math.PI)
  context.fill()
}

/** The letters, as large as there is room for, in the type of the page's headings. */
function drawLetters(context: CanvasRenderingContext2D, letters: string[], ink: string): void {
  const family = getComputedStyle(document.documentElement).getPropertyValue('--serif')
  // A thin space, so that letters of cursive scripts stay apart.
  const text = letters.join('\u200a')
  const setSize = (size: number): TextMetrics => {
    context.font = `400 ${size}px ${family}`
    return context.measureText(text)
  }
  const largest = letters.length > 1 ? 190 : 240
  const size = Math.min(largest, (largest * 300) / Math.max(1, setSize(largest).width))
  const { actualBoundingBoxAscent: ascent, actualBoundingBoxDescent: descent } = setSize(size)
  context.fillStyle = ink
  context.textAlign = 'center'
  context.fillText(text, WIDTH / 2, 240 + (ascent - descent) / 2, WIDTH - 40)
}

/** White with a breath of the ground's colour, or a very dark tone of it. */
function inkOn(ground: Oklch): string {
  const light = { l: 0.98, c: Math.min(ground.c, 0.015), h: ground.h }
  const dark = { l: 0.22, c: Math.min(ground.c, 0.05), h: ground.h }
  return toHex(contrast(light, ground) >= ENOUGH || contrast(light, ground) > contrast(dark, ground) ? light : dark)
}
