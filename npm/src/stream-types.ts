/** The JSON of a streamed answer, as the core reads it from the Worker. Names are those of the HTTP interface. */

import type { Passage } from './prompt-types.js'

/** One piece of a streamed answer. */
export type Delta = DoneDelta | ReasoningDelta | TextDelta | UsageDelta

/** The next piece of the answer; pieces are joined as they are. */
export interface TextDelta {
  type: 'text'
  text: string
}

/** The next piece of what the model thought before it answered. */
export interface ReasoningDelta {
  type: 'reasoning'
  text: string
}

/** What the model counted; a provider that does not say gives nothing, which is not zero. */
export interface Usage {
  input_tokens?: number
  output_tokens?: number
}

/** What the model counted. */
export interface UsageDelta extends Usage {
  type: 'usage'
}

/** The end of the answer; always the last delta. */
export interface DoneDelta {
  type: 'done'
  /** Why the model stopped: it had finished, it reached `max_tokens`, or something else. */
  finish: 'length' | 'other' | 'stop'
  /** Credits that the answer cost. */
  charged: number
  /** Credits that are left. */
  available: number
  /** The brain that answered. */
  brain: string
  /** Fingerprint of the prompt that was answered. */
  prompt: string
  /** The quotes that were offered to the brain. */
  passages: Passage[]
  /** Tokens, where the provider counted them. */
  usage?: Usage
}
