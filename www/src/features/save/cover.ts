/** The picture of a card that is saved as a picture and has no PNG: its own one drawn anew, else its initials. */

import { colorOf } from '../card/card-extension'
import type { OpenCard } from '../card/card'
import { drawMonogram } from './monogram'
import type { CardTarget } from './targets'

/** Longer sides are drawn smaller: canvases have limits, which differ from browser to browser. */
const LONGEST = 4096

/** A picture for a card. */
export interface Cover {
  /** A PNG. */
  readonly blob: Blob
  readonly isMonogram: boolean
}

/** A picture for a card that has no PNG of its own; `null` for one that has. */
export async function coverOf(card: OpenCard): Promise<Cover | null> {
  if (card.format.container === 'png') return null
  const picture = card.picture?.blob
  if (picture !== undefined && isPng(picture)) return { blob: picture, isMonogram: false }
  const drawn = picture === undefined ? null : await redraw(picture)
  if (drawn !== null) return { blob: drawn, isMonogram: false }
  const blob = await toPng(drawMonogram(card.card.data.name, colorOf(card.card)))
  return blob === null ? null : { blob, isMonogram: true }
}

/** Whether the file that is written shows `cover`: archives keep the picture that there is. */
export function isShown(cover: Cover, { format }: CardTarget): boolean {
  return format === 'png' || (format === 'charx' && cover.isMonogram)
}

/** Whether a picture can be the one of a PNG as it is. */
export function isPng({ type }: Blob): boolean {
  return type === 'image/png' || type === 'image/apng'
}

async function redraw(picture: Blob): Promise<Blob | null> {
  const bitmap = await createImageBitmap(picture).catch(() => null)
  if (bitmap === null) return null
  const scale = Math.min(1, LONGEST / Math.max(bitmap.width, bitmap.height))
  const [width, height] = [bitmap.width, bitmap.height].map((side) => Math.max(1, Math.round(side * scale)))
  const canvas = Object.assign(document.createElement('canvas'), { width, height })
  canvas.getContext('2d')?.drawImage(bitmap, 0, 0, canvas.width, canvas.height)
  bitmap.close()
  return toPng(canvas)
}

function toPng(canvas: HTMLCanvasElement): Promise<Blob | null> {
  return new Promise((resolve) => canvas.toBlob(resolve, 'image/png'))
}
