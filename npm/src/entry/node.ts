/**
 * The entry for Node, and for whatever names no platform: the binary is inlined and compiled on first use, so no
 * file is read, nothing is awaited, and `require` works.
 */

import base64 from 'cuecard:base64'

import { setPlatform } from '../wasm.js'

setPlatform({
  compile: () => new WebAssembly.Module(Uint8Array.from(atob(base64), (character) => character.charCodeAt(0))),
})

export * from '../index.js'
