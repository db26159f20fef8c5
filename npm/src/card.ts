/** Card files. */

import { CuecardError } from './errors.js'
import { decodeJson, encode, encodeFile, encodeJson, encodePicture } from './json.js'
import type { Asset, Card, Import, Picture, WriteCardOptions } from './types.js'
import { call, currentInstance } from './wasm.js'

/**
 * Reads a character card of any version from any kind of file that {@link Format} names. The card comes back in the
 * shape of V3. YAML takes the functions of `cuecard/formats`.
 *
 * @param file the bytes of the file, or the text of a file of text
 * @throws {CuecardError} with the `offset` or the `path` of what is wrong; with `needs_formats` for YAML
 */
export function readCard(file: ArrayBuffer | Uint8Array | string): Import {
  const bytes = encodeFile(file)
  return decodeJson(call(currentInstance(), (glue) => glue.readCard(bytes)))
}

/**
 * The bytes of a file that belongs to a card.
 *
 * @param file the card's file
 * @param asset one of the `assets` that {@link readCard} gave for that file
 * @throws {CuecardError} with `asset_not_found` when the bytes are not in the file
 */
export function readAsset(file: ArrayBuffer | Uint8Array, asset: Asset): Uint8Array<ArrayBuffer> {
  if (typeof asset !== 'object' || asset === null) {
    throw new TypeError('an asset has to be one of the `assets` that readCard gave')
  }
  const part = partOf(encodeFile(file), asset)
  const json = encodeJson(part.asset)
  try {
    return call(currentInstance(), (glue) => glue.readAsset(part.bytes, json)) as Uint8Array<ArrayBuffer>
  } catch (error) {
    throw error instanceof CuecardError ? moved(error, part.start) : error
  }
}

/** A part of a file, where it begins there, and the asset with its place in that part. */
interface Part {
  bytes: Uint8Array
  start: number
  asset: Asset
}

/** What stands before an asset and says which it is: at most the header of a file in an archive. */
const HEAD_BYTES = 30 + 2 * 0xffff

/** The signature of what is behind it. */
const TAIL_BYTES = 4

/** The part of the file that holds the asset: the core copies what it is given, and a file can hold hundreds. */
function partOf(bytes: Uint8Array, asset: Asset): Part {
  const whole = { bytes, start: 0, asset }
  const { place } = asset
  // What is no place of a file is left to the core, which says so.
  if (!(place?.in === 'base64' || place?.in === 'stored' || place?.in === 'deflated')) return whole
  const { offset, length } = place
  if (!(offset >= 0 && length >= 0 && offset + length <= bytes.length)) return whole
  const start = Math.max(0, offset - HEAD_BYTES)
  const part = bytes.subarray(start, offset + length + TAIL_BYTES)
  return { bytes: part, start, asset: { ...asset, place: { ...place, offset: offset - start } } }
}

/** The same error for a part that begins at `start` of a file. */
function moved(error: CuecardError, start: number): CuecardError {
  if (error.offset === undefined || start === 0) return error
  const offset = error.offset + start
  // The core ends its message with the place.
  const message = error.message.replace(/, at byte \d+$/, `, at byte ${offset}`)
  return new CuecardError(error.code, message, { offset, path: error.path })
}

/**
 * The picture of a card: its main icon, else the image that the card came in.
 *
 * @param file the card's file
 * @returns `undefined` where the file has no picture, or none of a kind that {@link Picture} names
 * @throws {CuecardError} as {@link readCard} does
 */
export function readPicture(file: ArrayBuffer | Uint8Array | string): Picture | undefined {
  const bytes = encodeFile(file)
  return call(currentInstance(), (glue) => glue.readPicture(bytes)) as Picture | undefined
}

/**
 * Writes a card as a file, with what its own file holds beside the card. From PNG to PNG and from CHARX to CHARX that
 * is everything: the picture, assets, chunks and files of other programs. Into a PNG or CHARX from a file of another
 * kind come only the picture and the assets that the card names. JSON holds the card alone.
 *
 * From a file or a text nothing is lost, not even the digits of a number that JavaScript cannot hold. From an object
 * such numbers are as JavaScript has them.
 *
 * @param card the bytes of a card file, the text of one, or a card
 * @throws {CuecardError} with `invalid_value` at `/format`, `/spec` or `/cover`, at `/source` where that is no card file
 * by its look, with `file_too_large` or `unpacked_too_large` where the file could not be read again, or as
 * {@link readCard} does
 * @throws {TypeError} without options, and for an option that there is not
 */
export function writeCard(
  card: ArrayBuffer | Card | Uint8Array | string,
  options: WriteCardOptions,
): Uint8Array<ArrayBuffer> {
  const { format, spec = 'v3', source, cover } = checked(options)
  const bytes = encode(card)
  const picture = cover === undefined ? undefined : encodePicture(cover)
  return withSource(source, (own) =>
    call(currentInstance(), (glue) => glue.writeCard(bytes, own, picture, String(format), String(spec))),
  ) as Uint8Array<ArrayBuffer>
}

const OPTIONS: readonly string[] = ['format', 'spec', 'source', 'cover'] satisfies (keyof WriteCardOptions)[]

/** The options, none of which may be misspelt: it would be ignored. */
function checked(options: WriteCardOptions): WriteCardOptions {
  if (typeof options !== 'object' || options === null) {
    throw new TypeError('writeCard needs options, with the `format` of the file')
  }
  const unknown = Object.keys(options).filter((name) => !OPTIONS.includes(name))
  if (unknown.length > 0) throw new TypeError(`writeCard has no option \`${unknown.join('`, `')}\``)
  return options
}

/** Hands on the bytes of a source. A text that is no file of a card is mostly an address, so an argument of a wrong type. */
function withSource<T>(source: WriteCardOptions['source'], use: (own: Uint8Array | undefined) => T): T {
  const own = source === undefined ? undefined : encodeFile(source)
  try {
    return use(own)
  } catch (error) {
    if (typeof source !== 'string' || !(error instanceof CuecardError) || error.path !== '/source') throw error
    throw new TypeError('a source has to be an ArrayBuffer, a Uint8Array or the text of a card file', { cause: error })
  }
}

/**
 * What {@link writeCard} with the same arguments would leave out. Of the card: names of fields of `data`, `id` and
 * `use_regex` of lore entries, and `decorators`, the lines of lore entries that begin with `@@`. Of its file: `picture`,
 * `lorebooks` (those beside the card), `files` (other files of an archive, chunks of a PNG) and `assets`.
 *
 * @param card the bytes of a card file, the text of one, or a card
 * @throws {CuecardError} with `invalid_value` at `/format` or `/spec`, at `/source` where that is no card file by its
 * look, or as {@link readCard} does
 */
export function leftOut(
  card: ArrayBuffer | Card | Uint8Array | string,
  { format, spec = 'v3', source }: Omit<WriteCardOptions, 'cover'>,
): string[] {
  const bytes = encode(card)
  return withSource(source, (own) =>
    decodeJson(call(currentInstance(), (glue) => glue.leftOut(bytes, own, String(format), String(spec)))),
  )
}
