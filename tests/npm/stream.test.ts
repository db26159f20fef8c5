/** `readStream` on answers as the Worker sends them, cut wherever a network may cut them. */

import { readStream } from 'cuecard'
import type { Delta } from 'cuecard'
import { describe, expect, test, vi } from 'vitest'

import { rejected } from './thrown.js'

const done = {
  finish: 'stop',
  charged: 5,
  available: 95,
  brain: 'scripted',
  prompt: 'ab12',
  passages: [{ page_id: 'p01', quote: 'Salt — 盐.' }],
}
const text = 'data: The lamp\n\n: still here\n\ndata:  burns — 灯 😀.\n\ndata: One\ndata: Two\n\n'
const answer = `${text}event: done\ndata: ${JSON.stringify(done)}\n\n`
const deltas = [
  { type: 'text', text: 'The lamp' },
  { type: 'text', text: ' burns — 灯 😀.' },
  { type: 'text', text: 'One\nTwo' },
  { type: 'done', ...done },
]
const failure = { code: 'provider_timeout', message: 'the model is late', retryable: true, charged: 0 }
const failed = `${text}event: error\ndata: ${JSON.stringify(failure)}\n\n`

function response(body: BodyInit | null, init: ResponseInit = {}): Response {
  return new Response(body, { headers: { 'content-type': 'text/event-stream; charset=utf-8' }, ...init })
}

/** A body of the given pieces that then ends, or fails, or stays open. */
function pieces(parts: Uint8Array[], end: 'close' | 'open' | Error = 'close') {
  const cancel = vi.fn<(reason: unknown) => void>()
  const source = parts.values()
  const body = new ReadableStream<Uint8Array>(
    {
      pull(controller) {
        const { done: exhausted, value } = source.next()
        if (!exhausted) controller.enqueue(value)
        else if (end === 'close') controller.close()
        else if (end !== 'open') controller.error(end)
      },
      cancel,
    },
    { highWaterMark: 0 },
  )
  return { body, cancel }
}

async function collect(stream: AsyncIterable<Delta>, into: Delta[] = []): Promise<Delta[]> {
  for await (const delta of stream) into.push(delta)
  return into
}

describe('an answer', () => {
  const bytes = new TextEncoder().encode(answer)

  test('comes as deltas, with done as the last', async () => {
    expect(await collect(readStream(response(answer)))).toEqual(deltas)
  })

  test('is the same wherever it is cut', async () => {
    for (let cut = 0; cut <= bytes.length; cut++) {
      const { body } = pieces([bytes.subarray(0, cut), bytes.subarray(cut)])
      expect(await collect(readStream(body)), `cut at ${cut}`).toEqual(deltas)
    }
  })

  test('is the same byte by byte', async () => {
    const { body } = pieces(Array.from(bytes, (byte) => Uint8Array.of(byte)))
    expect(await collect(readStream(response(body)))).toEqual(deltas)
  })

  test('arrives before it is complete', async () => {
    const { body } = pieces([new TextEncoder().encode('data: early\n\n')], 'open')
    const stream = readStream(body)
    expect(await stream.next()).toEqual({ done: false, value: { type: 'text', text: 'early' } })
    await stream.return()
  })

  test('is over with done, even if the connection stays open', async () => {
    const { body, cancel } = pieces([bytes], 'open')
    expect(await collect(readStream(body))).toEqual(deltas)
    expect(cancel).toHaveBeenCalledOnce()
  })
})

describe('a failure', () => {
  test('in an error event is thrown after the text before it', async () => {
    const seen: Delta[] = []
    const error = await rejected(collect(readStream(response(failed)), seen))
    expect(error).toMatchObject({ code: 'provider_timeout', message: 'the model is late', details: failure })
    expect(seen).toEqual(deltas.slice(0, 3))
  })

  test('to complete the answer is thrown after the text before it', async () => {
    const seen: Delta[] = []
    const error = await rejected(collect(readStream(response(text)), seen))
    expect(error.code).toBe('incomplete_stream')
    expect(seen).toEqual(deltas.slice(0, 3))
    expect((await rejected(collect(readStream(response(null))))).code).toBe('incomplete_stream')
  })

  test('of the connection is an incomplete stream with its cause', async () => {
    const lost = new TypeError('terminated')
    const { body } = pieces([new TextEncoder().encode(text)], lost)
    expect(await rejected(collect(readStream(body)))).toMatchObject({ code: 'incomplete_stream', cause: lost })
  })

  test('of any other kind passes through as it is', async () => {
    const reason = new DOMException('stopped', 'AbortError')
    const { body } = pieces([], reason)
    await expect(collect(readStream(body))).rejects.toBe(reason)
  })

  test('that is a problem document becomes an error with its code and status', async () => {
    const problem = {
      type: 'urn:cuecard:problem:insufficient_credits',
      title: 'Insufficient credits',
      status: 402,
      detail: '5 credits are needed, 3 are available',
      code: 'insufficient_credits',
      needed: 5,
      available: 3,
    }
    const headers = { 'content-type': 'application/problem+json' }
    const error = await rejected(collect(readStream(response(JSON.stringify(problem), { status: 402, headers }))))
    expect(error).toMatchObject({ code: 'insufficient_credits', status: 402, message: problem.detail })
    expect(error.details).toEqual(problem)
  })

  test('that names a place keeps it', async () => {
    const problem = JSON.stringify({ title: 'Wrong type', code: 'wrong_type', path: '/text', offset: 9 })
    const error = await rejected(collect(readStream(response(problem, { status: 400 }))))
    expect(error).toMatchObject({ code: 'wrong_type', message: 'Wrong type', path: '/text', offset: 9 })
  })

  test('that is no problem document still has a status', async () => {
    const error = await rejected(collect(readStream(response('<html>', { status: 502 }))))
    expect(error).toMatchObject({ code: 'fetch_failed', status: 502 })
  })
})

describe('the body is cancelled', () => {
  test('when the loop is left', async () => {
    const { body, cancel } = pieces([new TextEncoder().encode(text)], 'open')
    for await (const delta of readStream(response(body))) {
      expect(delta).toEqual(deltas[0])
      break
    }
    expect(cancel).toHaveBeenCalledOnce()
  })

  test('when the loop throws', async () => {
    const { body, cancel } = pieces([new TextEncoder().encode(text)], 'open')
    const loop = async () => {
      for await (const _ of readStream(body)) throw new RangeError('mine')
    }
    await expect(loop()).rejects.toThrow('mine')
    expect(cancel).toHaveBeenCalledOnce()
  })

  test('when the signal fires while nothing arrives', async () => {
    const { body, cancel } = pieces([new TextEncoder().encode(text)], 'open')
    const controller = new AbortController()
    const seen: Delta[] = []
    const reading = collect(readStream(body, { signal: controller.signal }), seen)
    await vi.waitFor(() => expect(seen).toHaveLength(3))
    const reason = new Error('stop')
    controller.abort(reason)
    await expect(reading).rejects.toBe(reason)
    expect(cancel).toHaveBeenCalledWith(reason)
  })

  test('when the signal has fired before', async () => {
    const { body, cancel } = pieces([], 'open')
    const signal = AbortSignal.abort()
    await expect(collect(readStream(body, { signal }))).rejects.toBe(signal.reason)
    expect(cancel).toHaveBeenCalledOnce()
  })
})
