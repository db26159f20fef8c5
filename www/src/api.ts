/**
 * The Worker's HTTP interface, as far as the page uses it. Failures are `CuecardError`s with the Worker's codes, or
 * with `unreachable` where no answer came.
 */

import { CuecardError } from 'cuecard'
import type { Import, JsonObject, Message, Passage, Prompt } from 'cuecard'

/** How long a short request may take before it counts as unanswered. */
const PATIENCE_MS = 15_000

/** A character as the Worker lists it, or whole. */
export interface Character {
  id: string
  /** The name in addresses and requests. */
  char_id: string
  display_name: string
  color_hex: string
  tone: string | null
  /** The creator's note. */
  description: string
  greeting: string
  suggestions: string[]
  /** The texts that answers may quote. */
  corpus: string | null
  tags: string[]
  /** Whether the list has only the beginnings of its texts. */
  is_cut?: boolean
}

/** What a visitor asks of a character. */
export interface Question {
  user_id: string
  char_id: string
  text: string
  /** What was said before, oldest first. */
  messages: Message[]
}

/** The prompt of a question, and the passages that were found for it. */
export interface Preview extends Prompt {
  passages: Passage[]
}

/** An imported card, and the character that it became. */
export interface Imported extends Import {
  character: Character
}

/** All characters. */
export async function listCharacters(): Promise<Character[]> {
  const { characters } = await answer<{ characters: Character[] }>(await send('/characters', {}))
  if (!Array.isArray(characters)) throw unexpected()
  return characters
}

/** A character with all of its texts. */
export async function wholeCharacter({ id }: Character): Promise<Character> {
  const { character } = await answer<{ character: Character }>(await send(`/v1/characters/${id}`, {}))
  if (typeof character?.char_id !== 'string') throw unexpected()
  return character
}

/** Asks a character. The answer is read with `readStream`, which also reads a refusal. */
export function ask(question: Question, signal: AbortSignal): Promise<Response> {
  return send('/ask', { ...json(question), signal })
}

/** The prompt that `ask` would send, without sending it. */
export async function preview(question: Question): Promise<Preview> {
  const prompt = await answer<Preview>(await send('/v1/preview', json(question)))
  if (!Array.isArray(prompt.messages) || !Array.isArray(prompt.sections)) throw unexpected()
  return prompt
}

/** Makes a character of a card file, unchanged as it was opened. */
export async function importCharacter(file: Blob): Promise<Imported> {
  const imported = await answer<Imported>(await send('/v1/characters/import', { method: 'POST', body: file }))
  if (typeof imported.character?.char_id !== 'string') throw unexpected()
  return imported
}

function json(body: object): RequestInit {
  return { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }
}

/** `fetch` that waits for a limited time, unless the caller decides when to stop. */
async function send(path: string, request: RequestInit): Promise<Response> {
  const signal = request.signal ?? AbortSignal.timeout(PATIENCE_MS)
  try {
    return await fetch(path, { ...request, signal })
  } catch (error) {
    if (request.signal?.aborted === true) throw error
    throw new CuecardError('unreachable', 'the server did not answer', { cause: error })
  }
}

/** The body of a good answer; the error that a problem document (RFC 9457) describes otherwise. */
async function answer<T>(response: Response): Promise<T> {
  const { status } = response
  const body: unknown = await response.json().catch(() => null)
  if (typeof body !== 'object' || body === null) throw unexpected(status)
  if (response.ok) return body as T
  const details = body as JsonObject
  const text = (field: string): string | undefined => {
    const value = details[field]
    return typeof value === 'string' ? value : undefined
  }
  const offset = typeof details.offset === 'number' ? details.offset : undefined
  const message = text('detail') ?? text('title') ?? `the server answered ${status}`
  throw new CuecardError(text('code') ?? 'unexpected_answer', message, { status, offset, path: text('path'), details })
}

function unexpected(status?: number): CuecardError {
  return new CuecardError('unexpected_answer', 'this is not an answer of cuecard', { status })
}
