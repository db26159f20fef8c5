/** `cuecard/formats` for Cloudflare Workers. */

import module from './formats.wasm'

import { setPlatform } from '../wasm.js'

setPlatform({ compile: () => module })

export * from '../formats.js'
