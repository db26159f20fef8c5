/** Lorebook files. */

import { decodeJson, encode, encodeFile } from './json.js'
import type { Lorebook, LorebookImport, LorebookTarget } from './types.js'
import { call, currentInstance } from './wasm.js'

/**
 * Reads a lorebook file of any format that {@link LorebookFormat} names, the book of a card in any kind of file that
 * `readCard` reads (of JSON, only a card of V1, V2 or V3), or the lorebook in a PNG of NovelAI. Text may have the book in
 * front matter or in a fenced block. It comes back in the shape of V3. YAML takes the functions of `cuecard/formats`.
 *
 * @param file the bytes of the file, or its text
 * @throws {CuecardError} with the `offset` or the `path` of what is wrong; with `needs_formats` for YAML
 */
export function readLorebook(file: ArrayBuffer | Uint8Array | string): LorebookImport {
  const bytes = encodeFile(file)
  return decodeJson(call(currentInstance(), (glue) => glue.readLorebook(bytes)))
}

/**
 * Writes a lorebook as the JSON text of a file.
 *
 * @param lorebook the bytes of a lorebook file, the text of one, or a lorebook
 * @throws {CuecardError} with `invalid_value` at `/format`, or as {@link readLorebook} does
 */
export function writeLorebook(
  lorebook: ArrayBuffer | Lorebook | Uint8Array | string,
  format: LorebookTarget,
): string {
  const bytes = encode(lorebook)
  return call(currentInstance(), (glue) => glue.writeLorebook(bytes, String(format)))
}

/**
 * What a lorebook has and a file of that format cannot hold: `id` and `use_regex` of entries, in a `character_book`.
 * The other formats hold everything; a `silly_tavern` has in `extensions.cuecard` what SillyTavern has no field for.
 *
 * @param lorebook the bytes of a lorebook file, the text of one, or a lorebook
 * @throws {CuecardError} with `invalid_value` at `/format`, or as {@link readLorebook} does
 */
export function leftOutOfLorebook(
  lorebook: ArrayBuffer | Lorebook | Uint8Array | string,
  format: LorebookTarget,
): string[] {
  const bytes = encode(lorebook)
  return decodeJson(call(currentInstance(), (glue) => glue.leftOutOfLorebook(bytes, String(format))))
}
