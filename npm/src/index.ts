/** The public surface of `cuecard`. Every entry exports exactly this; they differ in where the binary comes from. */

export { leftOut, readAsset, readCard, writeCard } from './card.js'
export { CuecardError } from './errors.js'
export type { ErrorCode, ErrorPlace, KnownErrorCode } from './errors.js'
export { readLorebook, writeLorebook } from './lore.js'
export { assemble } from './prompt.js'
export { readStream } from './stream.js'
export type { ReadStreamOptions } from './stream.js'
export type {
  Ambient,
  AssembleInput,
  Asset,
  AssetPlace,
  Brain,
  Card,
  CardData,
  CardFile,
  Delta,
  DoneDelta,
  Format,
  Import,
  JsonObject,
  JsonValue,
  LoreEntry,
  LoreHit,
  Lorebook,
  LorebookFormat,
  LorebookImport,
  LorebookTarget,
  Message,
  Passage,
  Prompt,
  ProviderRequest,
  ReasoningDelta,
  Role,
  Section,
  SectionId,
  Spec,
  TextDelta,
  Usage,
  UsageDelta,
  Warning,
  WriteCardOptions,
} from './types.js'
export { init, isReady } from './wasm.js'
export type { Source } from './wasm.js'
