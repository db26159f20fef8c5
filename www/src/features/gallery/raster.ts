/**
 * Kinds of pictures that the page shows, told by their first bytes. What a file calls itself does not count, and what
 * could hold scripts or links (SVG, HTML) is not among them.
 */

/** A kind of picture. */
export interface Raster {
  readonly type: string
  /** How names of such files end. */
  readonly ext: string
}

/** The kind of picture that `bytes` are; `null` for everything else. */
export function rasterOf(bytes: Uint8Array): Raster | null {
  const has = (offset: number, text: string): boolean =>
    [...text].every((letter, place) => bytes[offset + place] === letter.charCodeAt(0))
  if (has(0, '\x89PNG\r\n\x1a\n')) return kind('png')
  if (has(0, '\xff\xd8\xff')) return kind('jpeg', 'jpg')
  if (has(0, 'RIFF') && has(8, 'WEBP')) return kind('webp')
  if (has(0, 'GIF87a') || has(0, 'GIF89a')) return kind('gif')
  if (has(4, 'ftyp') && (has(8, 'avif') || has(8, 'avis'))) return kind('avif')
  return null
}

function kind(name: string, ext = name): Raster {
  return { type: `image/${name}`, ext }
}
