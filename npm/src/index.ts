/** The public surface of `cuecard`. Every entry exports exactly this; they differ in where the binary comes from. */

export * from './files.js'
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
