/** The JSON of prompts that crosses between JavaScript and the core. Names are those of the core, in snake_case. */

import type { Card, JsonObject, Lorebook, Warning } from './types.js'

/** Who says a message. */
export type Role = 'assistant' | 'system' | 'user'

/** One message of a chat. */
export interface Message {
  /** Who says it. */
  role: Role
  /** What is said. */
  content: string
}

/** A quote that the answer may rest on. */
export interface Passage {
  /** The page that the quote is from. */
  page_id: string
  /** The quote. */
  quote: string
}

/** Which model answers: `scripted` is built in and needs none. */
export type Brain = { kind: 'ollama'; model: string } | { kind: 'scripted' }

/** What a prompt needs from outside: the same ambient and input give the same prompt. */
export interface Ambient {
  /** Wall clock, in milliseconds since 1970-01-01 UTC. */
  now_unix_ms: number
  /** What to add to UTC for the user's local time, in minutes. */
  utc_offset_minutes: number
  /** Seed of everything that is left to chance; at most `Number.MAX_SAFE_INTEGER`. */
  seed: number
}

/** What `assemble` makes a prompt of; a field that is not listed here is refused. */
export interface AssembleInput {
  /** The new message of the user; may be empty. */
  text: string
  /** A card of V1, V2 or V3. */
  card?: Card | JsonObject | undefined
  /** Lorebooks beside the one in the card. */
  lorebooks?: (Lorebook | JsonObject)[] | undefined
  /** The person who asks; `description` is who they say they are. */
  user?: { name?: string | undefined; description?: string | undefined } | undefined
  /** Text of the main section, where the card has none of its own. */
  main?: string | undefined
  /** Whether `main` already holds the passages, so that they get no section of their own. */
  passages_in_main?: boolean | undefined
  /** The chat so far, oldest first. */
  messages?: Message[] | undefined
  /** Quotes that the answer may rest on, best first. */
  passages?: Passage[] | undefined
  /** How many tokens the answer may take. */
  max_tokens?: number | undefined
  /** Which model answers; the scripted brain unless given. */
  brain?: Brain | undefined
  /** Clock and seed; zero unless given. */
  ambient?: Partial<Ambient> | undefined
}

/** A prompt, the request that carries it, and where each part of it is from. */
export interface Prompt {
  /** The messages for the model. */
  messages: Message[]
  /** The parts of the messages, in their order. */
  sections: Section[]
  /** The lore entries that are in the prompt. */
  lore: LoreHit[]
  /** Estimated tokens of all messages. */
  tokens: number
  /** Exactly what is sent to the provider. */
  request: ProviderRequest
  /** SHA-256 of `request.body`, in hexadecimal. */
  fingerprint: string
  /** The clock and seed that were used. */
  ambient: Ambient
  /** What was cut or left out. */
  warnings: Warning[]
}

/** What a section of a prompt is. */
export type SectionId =
  | 'description'
  | 'examples'
  | 'history'
  | 'lore_after'
  | 'lore_before'
  | 'main'
  | 'passages'
  | 'personality'
  | 'post_history'
  | 'scenario'
  | 'text'
  | 'user_persona'

/** One part of one message, and where it is from. */
export interface Section {
  /** What it is. */
  id: SectionId
  /** The field of the input that it is from, such as `card.system_prompt`; `default` for cuecard's own text. */
  source: string
  /** Role of its message. */
  role: Role
  /** Index of its message. */
  message: number
  /** First byte in the UTF-8 text of the message. */
  start: number
  /** The byte after its last one. */
  end: number
  /** Estimated tokens. */
  tokens: number
}

/** A lore entry that is in the prompt, and why. */
export interface LoreHit {
  /** Index of the book: the card's own, then those of the input. */
  book: number
  /** Index of the entry in its book. */
  entry: number
  /** Name of the entry. */
  name: string
  /** Whether a key was found or the entry is always in. */
  reason: 'constant' | 'key'
  /** The key that was found; `null` for a constant entry. */
  key: string | null
  /** Index of the text that it was found in, of those that are searched; `null` for a constant entry. */
  message: number | null
  /** Estimated tokens. */
  tokens: number
}

/** A request to a provider, down to the bytes of its body. */
export interface ProviderRequest {
  /** The HTTP method. */
  method: string
  /** The path below the provider's base URL. */
  path: string
  /** Headers, without any secret. */
  headers: [name: string, value: string][]
  /** The exact body. */
  body: string
}
