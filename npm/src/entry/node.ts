/**
 * The entry for Node, and for whatever names no platform: the binary is inlined and compiled on first use, so no
 * file is read, nothing is awaited, and `require` works.
 */

import { compileInlined } from '../inlined.js'
import { setPlatform } from '../wasm.js'

setPlatform({ compile: compileInlined })

export * from '../index.js'
