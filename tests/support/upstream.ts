/**
 * A fake provider: a real server that speaks Ollama's `POST /api/chat` and misbehaves as the question says.
 *
 * It remembers each call with the exact bytes of its body and when its connection was closed. Tests run in other
 * processes than the server, so they ask it over HTTP as well: `GET /calls/{tag}` waits until there is a call,
 * with `?closed` until it is over.
 */

import { EventEmitter, once } from 'node:events'
import { createServer } from 'node:http'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'

import { Gone, Reply } from './reply.js'
import { scenarioOf } from './scenarios.js'

/** The scenario of which the question itself brings the bytes, in Base64. */
export const WIRE = 'wire'

/** What the provider saw of one call. */
export interface Call {
  scenario: string
  headers: Record<string, string | string[] | undefined>
  /** The exact bytes, in Base64. */
  body: string
  /** When the answer was over, by its end or because the caller left. */
  closed_at_unix_ms: number | null
}

export interface Upstream {
  url: string
  stop(): Promise<void>
}

export async function startUpstream(): Promise<Upstream> {
  const log = new CallLog()
  const server = createServer((request, response) => {
    route(log, request, response).catch((error: unknown) => {
      if (!(error instanceof Gone)) throw error
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    async stop() {
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await closed
    },
  }
}

async function route(log: CallLog, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://upstream')
  const tag = /^\/calls\/(\w+)$/.exec(url.pathname)?.[1]
  if (tag !== undefined && request.method === 'GET') {
    const calls = await log.wait(tag, url.searchParams.has('closed'))
    response.end(JSON.stringify(calls))
  } else if (url.pathname === '/count') {
    response.end(JSON.stringify(log.count))
  } else {
    await answer(log, request, response, url.pathname)
  }
}

async function answer(log: CallLog, request: IncomingMessage, response: ServerResponse, path: string): Promise<void> {
  const body = await buffer(request)
  const [scenario, tag, wire] = cueOf(body) ?? ['', '', '']
  const call: Call = { scenario, headers: request.headers, body: body.toString('base64'), closed_at_unix_ms: null }
  log.add(tag, call)
  response.on('close', () => {
    call.closed_at_unix_ms = Date.now()
    log.changed()
  })
  const said = scenario === WIRE ? (reply: Reply) => reply.send(Buffer.from(wire, 'base64')) : scenarioOf(scenario)
  const perform = path === '/api/chat' && request.method === 'POST' ? said : undefined
  const reply = new Reply(response)
  await (perform ? perform(reply) : reply.refuse(418, `no scenario for ${request.method} ${path}`))
}

/** The scenario and the tag in the newest question, and the bytes behind them, for a scenario that has some. */
function cueOf(body: Buffer): [scenario: string, tag: string, wire: string] | undefined {
  const { messages } = JSON.parse(body.toString() || '{"messages":[]}') as {
    messages: { role: string; content: string }[]
  }
  const question = messages.findLast(({ role }) => role === 'user')?.content ?? ''
  const [, scenario, tag, wire] = /\[\[([^#\]]+)#(\w+)\]\]\s*([\w+/=]*)/.exec(question) ?? []
  return scenario !== undefined && tag !== undefined ? [scenario, tag, wire ?? ''] : undefined
}

class CallLog {
  /** All calls, also those that nobody marked. */
  count = 0
  readonly #calls = new Map<string, Call[]>()
  readonly #events = new EventEmitter().setMaxListeners(0)

  add(tag: string, call: Call): void {
    this.count += 1
    this.#calls.set(tag, [...(this.#calls.get(tag) ?? []), call])
    this.changed()
  }

  changed(): void {
    this.#events.emit('change')
  }

  async wait(tag: string, isClosed: boolean): Promise<Call[]> {
    for (;;) {
      const calls = this.#calls.get(tag)
      if (calls && (!isClosed || calls.every((call) => call.closed_at_unix_ms !== null))) return calls
      await once(this.#events, 'change')
    }
  }
}
