/** Reading card files. */

import { decodeJson, encodeText } from './json.js'
import type { Import } from './types.js'
import { call, currentInstance } from './wasm.js'

/**
 * Reads a character card: a PNG or JSON file of V1, V2 or V3. The card comes back in the shape of V3.
 *
 * @param file the bytes of the file, or the text of a JSON file
 * @throws {CuecardError} with the `offset` or the `path` of what is wrong
 */
export function readCard(file: ArrayBuffer | Uint8Array | string): Import {
  const bytes = typeof file === 'string' ? encodeText(file) : toBytes(file)
  return decodeJson(call(currentInstance(), (glue) => glue.readCard(bytes)))
}

function toBytes(file: ArrayBuffer | Uint8Array): Uint8Array {
  return file instanceof Uint8Array ? file : new Uint8Array(file)
}
