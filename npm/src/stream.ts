/**
 * Reading a streamed answer.
 *
 * The core decodes: bytes go in as they arrive, cut anywhere, and deltas come out. This file only moves them, and
 * cleans up on every way out.
 */

import { CuecardError } from './errors.js'
import { decodeJson } from './json.js'
import type { Delta } from './stream-types.js'
import type { JsonObject } from './types.js'
import { call, currentInstance } from './wasm.js'
import type { Instance } from './wasm.js'

/** How to read a stream. */
export interface ReadStreamOptions {
  /** Stops reading and cancels the body; the loop throws the signal's reason. */
  readonly signal?: AbortSignal | undefined
}

/** An `error` event; it is thrown and never yielded. */
interface ErrorDelta extends JsonObject {
  type: 'error'
  code: string
  message: string
}

/**
 * Yields the answer of `POST /ask` as it arrives. The last delta is always `done`.
 *
 * Leaving the loop early cancels the body, which stops the answer at its source too.
 *
 * @throws {CuecardError} with the server's `code` for a response that is not 2xx (with `status`) and for an `error`
 * event (after the text before it); with `incomplete_stream` when the connection ends before the answer does
 */
export async function* readStream(
  source: ReadableStream<Uint8Array> | Response,
  { signal }: ReadStreamOptions = {},
): AsyncGenerator<Delta, void, undefined> {
  const reader = (await bodyOf(source)).getReader()
  // An errored body rejects a cancel with the error that the read has thrown already.
  const cancel = (): Promise<void> => reader.cancel(signal?.reason).catch(() => undefined)
  signal?.addEventListener('abort', cancel)
  let decoder: Decoder | undefined
  try {
    decoder = new Decoder()
    let ended = false
    while (!ended) {
      signal?.throwIfAborted()
      const { done, value } = await read(reader)
      ended = done
      for (const delta of done ? decoder.finish() : decoder.feed(value)) {
        signal?.throwIfAborted()
        if (delta.type === 'error') throw reported(delta)
        yield delta
        if (delta.type === 'done') return
      }
    }
  } finally {
    signal?.removeEventListener('abort', cancel)
    decoder?.free()
    await cancel()
  }
}

/** A decoder in the core, bound to the instance that it was made in. */
class Decoder {
  readonly #instance: Instance = currentInstance()
  readonly #stream = call(this.#instance, (glue) => new glue.TextStream())

  feed(bytes: Uint8Array): (Delta | ErrorDelta)[] {
    return parse(call(this.#instance, () => this.#stream.feed(bytes)))
  }

  finish(): (Delta | ErrorDelta)[] {
    return parse(call(this.#instance, () => this.#stream.finish()))
  }

  free(): void {
    // In a broken instance the destructor itself may trap; its memory goes with the instance.
    if (!this.#instance.broken) call(this.#instance, () => this.#stream.free())
  }
}

/** No delta is the empty text. */
function parse(deltas: string): (Delta | ErrorDelta)[] {
  return deltas === '' ? [] : decodeJson(deltas)
}

async function bodyOf(source: ReadableStream<Uint8Array> | Response): Promise<ReadableStream<Uint8Array>> {
  if ('getReader' in source) return source
  if (!source.ok) throw await refused(source)
  if (source.body === null) throw new CuecardError('incomplete_stream', 'the response has no body')
  return source.body
}

/** The next bytes. `fetch` reports a lost connection as a TypeError; anything else is somebody's abort. */
async function read(
  reader: ReadableStreamDefaultReader<Uint8Array>,
): Promise<Awaited<ReturnType<typeof reader.read>>> {
  try {
    return await reader.read()
  } catch (error) {
    if (!(error instanceof TypeError)) throw error
    throw new CuecardError('incomplete_stream', 'the connection was lost before the answer was complete', {
      cause: error,
    })
  }
}

/** The error that a problem document (RFC 9457) describes. */
async function refused(response: Response): Promise<CuecardError> {
  const { status } = response
  const details = parseObject(await response.text().catch(() => ''))
  const text = (field: string): string | undefined => {
    const value = details?.[field]
    return typeof value === 'string' ? value : undefined
  }
  const message = text('detail') ?? text('title') ?? `the server answered ${status}`
  const offset = typeof details?.offset === 'number' ? details.offset : undefined
  return new CuecardError(text('code') ?? 'fetch_failed', message, { status, offset, path: text('path'), details })
}

function reported({ type: _, ...details }: ErrorDelta): CuecardError {
  return new CuecardError(details.code, details.message, { details })
}

function parseObject(text: string): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : undefined
  } catch {
    return undefined
  }
}
