/**
 * The public surface of `cuecard/formats`: cards and lorebooks as `cuecard` has them, with the formats whose readers
 * are large. It has a core of its own, which `init` of this module loads.
 */

export { leftOut, readAsset, readCard, writeCard } from './card.js'
export { CuecardError } from './errors.js'
export type { ErrorCode, ErrorPlace, KnownErrorCode } from './errors.js'
export { readLorebook, writeLorebook } from './lore.js'
export type {
  Asset,
  AssetPlace,
  Card,
  CardData,
  CardFile,
  Format,
  Import,
  JsonObject,
  JsonValue,
  LoreEntry,
  Lorebook,
  LorebookFormat,
  LorebookImport,
  LorebookTarget,
  Spec,
  Warning,
  WriteCardOptions,
} from './types.js'
export { init, isReady } from './wasm.js'
export type { Source } from './wasm.js'
