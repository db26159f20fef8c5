/** The binary that is inlined as Base64, for platforms where nothing may be fetched or read. */

import base64 from 'cuecard:base64'

/** The binary, compiled. */
export function compileInlined(): WebAssembly.Module {
  return new WebAssembly.Module(Uint8Array.from(atob(base64), (character) => character.charCodeAt(0)))
}
