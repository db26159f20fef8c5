/**
 * The chat with one character: questions, answers that grow, and at most one request under way.
 *
 * It lives outside React and goes on while another view is shown. While text arrives it is kept aside and published at
 * most once per frame; whatever changes the state of an answer is published at once. Settled exchanges keep their
 * identity, so that only the growing one renders again.
 */

import { init, readStream } from 'cuecard'
import type { DoneDelta } from 'cuecard'

import { ask } from '../../api'
import type { Character, Question } from '../../api'
import { detailOf } from '../../explain'
import { createStore } from '../../store'
import type { Readable, Store } from '../../store'
import { completed } from '../characters/characters'
import { greetingOf } from './greeting'
import { noteCredits, visitor } from './visitor'

/** How far an answer is. */
export type Outcome =
  | { readonly kind: 'answering' }
  | { readonly kind: 'done'; readonly done: DoneDelta }
  | { readonly kind: 'failed'; readonly error: unknown }
  | { readonly kind: 'stopped' }
  | { readonly kind: 'waiting' }

/** A question and its answer. */
export interface Exchange {
  readonly id: number
  /** The name of whoever asked. */
  readonly from: string
  readonly question: string
  readonly answer: string
  readonly outcome: Outcome
}

/** Exchanges that go with a question; what is older matters little for an answer of a few sentences. */
const REMEMBERED = 10

/** The chat with one character. */
export class Conversation {
  /** What is typed and not sent yet. */
  readonly draft: Store<string> = createStore('')
  readonly #exchanges = createStore<readonly Exchange[]>([])
  #character: Character
  #lastId = 0
  #request: AbortController | undefined

  constructor(character: Character) {
    this.#character = character
  }

  /** The same character, of whom more may be known now. */
  know(character: Character): void {
    this.#character = character
  }

  /** A question with what was said before it, as it is now. The greeting goes along whole or not at all. */
  async question(text: string): Promise<Question> {
    const { name } = visitor.get()
    const said = this.#exchanges.get().slice(-REMEMBERED)
    const whole = await completed(this.#character)
    const greeting = whole === null ? '' : greetingOf(whole, name)
    const messages: Question['messages'] = greeting === '' ? [] : [{ role: 'assistant', content: greeting }]
    for (const { question, answer } of said) {
      if (answer !== '') messages.push({ role: 'user', content: question }, { role: 'assistant', content: answer })
    }
    return { user_id: name, char_id: this.#character.char_id, text, messages }
  }

  /** Everything said so far, oldest first. */
  get exchanges(): Readable<readonly Exchange[]> {
    return this.#exchanges
  }

  /** Asks, unless an answer is under way. Never rejects: failures are part of the chat. */
  async ask(question: string): Promise<void> {
    if (this.#request !== undefined) return
    const request = new AbortController()
    this.#request = request
    const asked = this.question(question)
    const from = visitor.get().name
    const growing = new Growing(this.#exchanges, { id: ++this.#lastId, from, question })
    try {
      // The core decodes the answer; without it there would be nothing to read it with.
      await init()
      const response = await ask(await unlessStopped(asked, request.signal), request.signal)
      for await (const delta of readStream(response, { signal: request.signal })) {
        if (delta.type === 'text') growing.add(delta.text)
        if (delta.type === 'done') {
          noteCredits(from, delta.available)
          growing.settle({ kind: 'done', done: delta })
        }
      }
    } catch (error) {
      const available = detailOf(error, 'available')
      if (available !== undefined) noteCredits(from, available)
      growing.settle(request.signal.aborted ? { kind: 'stopped' } : { kind: 'failed', error })
    } finally {
      this.#request = undefined
    }
  }

  /** Stops the answer under way; what has arrived stays. */
  stop(): void {
    this.#request?.abort()
  }

  /** Asks the question of a failed or stopped exchange once more, in its place at the end. */
  async retry({ id, question }: Exchange): Promise<void> {
    if (this.#request !== undefined) return
    this.#exchanges.set(this.#exchanges.get().filter((exchange) => exchange.id !== id))
    await this.ask(question)
  }
}

/** What was promised, unless the signal comes first. */
function unlessStopped<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted()
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true })
    promise.then(resolve, reject)
  })
}

/** True while the last answer is under way. */
export function isBusy(exchanges: readonly Exchange[]): boolean {
  const kind = exchanges.at(-1)?.outcome.kind
  return kind === 'waiting' || kind === 'answering'
}

/** The exchange at the end of a chat, while its answer grows. */
class Growing {
  readonly #store: Store<readonly Exchange[]>
  #exchange: Exchange
  #text = ''
  #frame = 0

  constructor(store: Store<readonly Exchange[]>, asked: Pick<Exchange, 'from' | 'id' | 'question'>) {
    this.#store = store
    this.#exchange = { ...asked, answer: '', outcome: { kind: 'waiting' } }
    store.set([...store.get(), this.#exchange])
  }

  add(text: string): void {
    this.#text += text
    if (this.#frame === 0) this.#frame = requestAnimationFrame(() => this.#publish({ kind: 'answering' }))
  }

  settle(outcome: Outcome): void {
    cancelAnimationFrame(this.#frame)
    this.#publish(outcome)
  }

  #publish(outcome: Outcome): void {
    this.#frame = 0
    this.#exchange = { ...this.#exchange, answer: this.#text, outcome }
    const { id } = this.#exchange
    this.#store.set(this.#store.get().map((exchange) => (exchange.id === id ? this.#exchange : exchange)))
  }
}

const conversations = new Map<string, Conversation>()

/** The chat with a character; a new one at first. */
export function conversationWith(character: Character): Conversation {
  const known = conversations.get(character.char_id)
  known?.know(character)
  if (known !== undefined) return known
  const conversation = new Conversation(character)
  conversations.set(character.char_id, conversation)
  return conversation
}
