/**
 * The entry for browsers: `init` fetches `core.wasm`, which lies beside this file.
 *
 * Bundlers see the URL below and bring the binary along. It is never imported, since not all of them know how.
 */

import { download } from '../download.js'
import { setPlatform } from '../wasm.js'

setPlatform({ load: async (source) => download(source ?? new URL('./core.wasm', import.meta.url)) })

export * from '../index.js'
