/**
 * Modules that `scripts/build.mjs` makes out of the generated files.
 *
 * `cuecard/formats` is built with a glue and a binary of its own, which have a part of the functions: those that
 * `files.ts` exports.
 */

declare module 'cuecard:core' {
  /** A fresh copy of the glue of wasm-bindgen with a state of its own, not yet initialised. */
  export function makeGlue(): typeof import('./generated/core.js')
}

declare module 'cuecard:base64' {
  /** The binary as Base64. */
  const base64: string
  export default base64
}
