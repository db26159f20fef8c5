/** What the character of a card looks like, as the browser shows it. */

import type { Picture } from 'cuecard'

import { blobOf } from '../../ui/download'

/** A picture that the browser can show. */
export interface ShownPicture {
  readonly blob: Blob
  /** An object URL, which whoever opened the card takes back. */
  readonly url: string
  readonly width: number
  readonly height: number
}

/** The picture; `null` where there is none or the browser cannot show it. */
export async function openPicture(picture: Picture | undefined): Promise<ShownPicture | null> {
  if (picture === undefined) return null
  const blob = blobOf(picture.bytes, picture.type)
  const url = URL.createObjectURL(blob)
  const image = new Image()
  image.src = url
  try {
    // Known sizes keep their place on the page.
    await image.decode()
    return { blob, url, width: image.naturalWidth, height: image.naturalHeight }
  } catch {
    URL.revokeObjectURL(url)
    return null
  }
}
