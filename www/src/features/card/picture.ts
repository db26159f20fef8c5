/** What the character of a card looks like: the picture that holds the card, else the icon that came with it. */

import { readAsset } from 'cuecard'
import type { Asset, Import } from 'cuecard'

import { blobOf } from '../../ui/download'
import { isHeld } from '../gallery/assets'
import { rasterOf } from '../gallery/raster'

/** A picture that the browser can show. */
export interface Picture {
  readonly blob: Blob
  /** An object URL, which whoever opened the card takes back. */
  readonly url: string
  readonly width: number
  readonly height: number
}

/** How many icons are tried. */
const TRIED = 4

/** The picture of a card in a file of `bytes`; `null` where there is none or the browser cannot show it. */
export async function openPicture(imported: Import, bytes: Uint8Array): Promise<Picture | null> {
  const blob = isImage(imported) ? pictureIn(bytes) : (iconOf(imported, bytes) ?? pictureIn(bytes))
  if (blob === null) return null
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

function isImage({ format: { container } }: Import): boolean {
  return container === 'png' || container === 'webp' || container === 'jpeg'
}

function iconOf({ assets }: Import, bytes: Uint8Array): Blob | null {
  const icons = assets.filter((asset) => asset.type === 'icon' && isHeld(asset))
  const isMain = ({ name }: Asset): boolean => name.toLowerCase() === 'main'
  const inOrder = [...icons.filter(isMain), ...icons.filter((icon) => !isMain(icon))]
  for (const icon of inOrder.slice(0, TRIED)) {
    const picture = pictureIn(contentOf(bytes, icon))
    if (picture !== null) return picture
  }
  return null
}

/** A damaged icon is shown as such in the gallery; here it is none. */
function contentOf(bytes: Uint8Array, icon: Asset): Uint8Array {
  try {
    return readAsset(bytes, icon)
  } catch {
    return new Uint8Array()
  }
}

function pictureIn(bytes: Uint8Array): Blob | null {
  const raster = rasterOf(bytes)
  return raster === null ? null : blobOf(bytes, raster.type)
}
