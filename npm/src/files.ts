/** What `cuecard` and `cuecard/formats` both have: cards, lorebooks, errors and loading. */

export { leftOut, readAsset, readCard, readPicture, writeCard } from './card.js'
export { CuecardError } from './errors.js'
export type { ErrorCode, ErrorPlace, KnownErrorCode } from './errors.js'
export { leftOutOfLorebook, readLorebook, writeLorebook } from './lore.js'
export type {
  Asset,
  AssetPlace,
  Card,
  CardAsset,
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
  Picture,
  Spec,
  Warning,
  WriteCardOptions,
} from './types.js'
export { init, isReady } from './wasm.js'
export type { Source } from './wasm.js'
