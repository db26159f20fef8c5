/** The entry for Cloudflare Workers, which compile a `.wasm` import at deployment and forbid compiling later. */

import module from './core.wasm'

import { setPlatform } from '../wasm.js'

setPlatform({ compile: () => module })

export * from '../index.js'
