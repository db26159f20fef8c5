/** One answer of the fake provider, down to when its packets leave and how its connection ends. */

import type { ServerResponse } from 'node:http'
import { setImmediate, setTimeout } from 'node:timers/promises'

/** The peer left, so that nothing is left to do. */
export class Gone extends Error {}

export class Reply {
  readonly #response: ServerResponse
  readonly #gone = new AbortController()

  constructor(response: ServerResponse) {
    this.#response = response
    response.on('close', () => this.#gone.abort())
    response.on('error', () => this.#gone.abort())
    response.socket?.setNoDelay()
  }

  /** Writes pieces, each in a packet of its own where the system agrees. */
  async write(...pieces: (string | Uint8Array)[]): Promise<void> {
    if (!this.#response.headersSent) {
      this.#response.writeHead(200, { 'content-type': 'application/x-ndjson' }).flushHeaders()
    }
    for (const piece of pieces) {
      if (this.#gone.signal.aborted) throw new Gone()
      await new Promise<void>((resolve, reject) => {
        this.#response.write(piece, (error) => (error ? reject(new Gone()) : resolve()))
      })
      await setImmediate()
    }
  }

  /** A complete body. */
  async send(...pieces: (string | Uint8Array)[]): Promise<void> {
    await this.write(...pieces)
    this.#response.end()
  }

  /** A complete body with a pause before each piece but the first. */
  async slowly(milliseconds: number, ...pieces: (string | Uint8Array)[]): Promise<void> {
    for (const [index, piece] of pieces.entries()) {
      if (index > 0) await this.pause(milliseconds)
      await this.write(piece)
    }
    this.#response.end()
  }

  async pause(milliseconds: number): Promise<void> {
    await setTimeout(milliseconds, undefined, { signal: this.#gone.signal }).catch(() => {
      throw new Gone()
    })
  }

  /** The same piece again and again until the peer leaves. */
  async forever(milliseconds: number, piece: string): Promise<never> {
    for (;;) {
      await this.write(piece)
      if (milliseconds > 0) await this.pause(milliseconds)
    }
  }

  /** Nothing until the peer leaves. */
  async hang(): Promise<void> {
    const signal = this.#gone.signal
    if (!signal.aborted) await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }))
  }

  async refuse(status: number, body: string, headers: Record<string, string> = {}): Promise<void> {
    this.#response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(body)
  }

  /** FIN without the end of the body. */
  async cut(): Promise<void> {
    this.#response.socket?.end()
  }

  /** RST. */
  async reset(): Promise<void> {
    this.#response.socket?.resetAndDestroy()
  }
}
