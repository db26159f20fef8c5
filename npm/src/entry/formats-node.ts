/** `cuecard/formats` for Node, and for whatever names no platform. */

import { compileInlined } from '../inlined.js'
import { setPlatform } from '../wasm.js'

setPlatform({ compile: compileInlined })

export * from '../formats.js'
