/** The public surface of `cuecard`. Every entry exports exactly this; they differ in where the binary comes from. */

export { readCard } from './card.js'
export { CuecardError } from './errors.js'
export type { ErrorCode, ErrorPlace, KnownErrorCode } from './errors.js'
export { assemble } from './prompt.js'
export { readStream } from './stream.js'
export type { ReadStreamOptions } from './stream.js'
export type {
  Ambient,
  AssembleInput,
  Brain,
  Card,
  CardData,
  Delta,
  DoneDelta,
  Format,
  Import,
  JsonObject,
  JsonValue,
  LoreEntry,
  LoreHit,
  Lorebook,
  Message,
  Passage,
  Prompt,
  ProviderRequest,
  ReasoningDelta,
  Role,
  Section,
  SectionId,
  TextDelta,
  Usage,
  UsageDelta,
  Warning,
} from './types.js'
export { init, isReady } from './wasm.js'
export type { Source } from './wasm.js'
