/** The public surface of `cuecard`. Every entry exports exactly this; they differ in where the binary comes from. */

export { leftOut, readAsset, readCard, writeCard } from './card.js'
export { CuecardError } from './errors.js'
export type { ErrorCode, ErrorPlace, KnownErrorCode } from './errors.js'
export { readLorebook, writeLorebook } from './lore.js'
export { assemble } from './prompt.js'
export type {
  Ambient,
  AssembleInput,
  Brain,
  LoreHit,
  Message,
  Passage,
  Prompt,
  ProviderRequest,
  Role,
  Section,
  SectionId,
} from './prompt-types.js'
export { readStream } from './stream.js'
export type { ReadStreamOptions } from './stream.js'
export type { Delta, DoneDelta, ReasoningDelta, TextDelta, Usage, UsageDelta } from './stream-types.js'
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
