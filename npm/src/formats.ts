/**
 * The public surface of `cuecard/formats`: cards and lorebooks as `cuecard` has them, with the formats whose readers
 * are large. It has a core of its own, which `init` of this module loads.
 */

export * from './files.js'
