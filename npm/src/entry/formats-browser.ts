/** `cuecard/formats` for browsers: `init` fetches `formats.wasm`, which lies beside this file. */

import { download } from '../download.js'
import { setPlatform } from '../wasm.js'

setPlatform({ load: async (source) => download(source ?? new URL('./formats.wasm', import.meta.url)) })

export * from '../formats.js'
