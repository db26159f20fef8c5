/** Assembling prompts. */

import { decodeJson, encodeJson, refuseImport } from './json.js'
import type { AssembleInput, Prompt } from './prompt-types.js'
import { call, currentInstance } from './wasm.js'

/**
 * Assembles the prompt that the Worker would send for the same input, byte for byte.
 *
 * @throws {CuecardError} with the `path` of what is wrong in `input`
 */
export function assemble(input: AssembleInput): Prompt {
  if (typeof input !== 'object' || input === null) throw new TypeError('an object with the input has to be given')
  for (const part of [input.card, ...(Array.isArray(input.lorebooks) ? input.lorebooks : [])]) refuseImport(part)
  const json = encodeJson(input)
  return decodeJson(call(currentInstance(), (glue) => glue.assemble(json)))
}
