/** A client that leaves: a bare TCP connection, because an aborted `fetch` may keep its connection. */

import { once } from 'node:events'
import { connect } from 'node:net'
import type { Socket } from 'node:net'

import { inject } from 'vitest'

import type { Question } from './http.js'

/** A question on its way. */
export class Visitor {
  readonly #socket: Socket
  #received = ''

  private constructor(socket: Socket) {
    this.#socket = socket
    socket.setEncoding('utf8').on('data', (text: string) => {
      this.#received += text
      socket.emit('received')
    })
  }

  /** Connects and sends the whole question. */
  static async ask(question: Question, worker: URL | string = inject('worker')): Promise<Visitor> {
    const { hostname, port } = new URL(worker)
    const socket = connect(Number(port), hostname)
    await once(socket, 'connect')
    const body = JSON.stringify(question)
    const headers = [
      'POST /ask HTTP/1.1',
      `host: ${hostname}:${port}`,
      'content-type: application/json',
      `content-length: ${Buffer.byteLength(body)}`,
    ]
    socket.write(`${headers.join('\r\n')}\r\n\r\n${body}`)
    return new Visitor(socket)
  }

  /** Waits until the Worker sent `text`. */
  async hears(text: string): Promise<void> {
    while (!this.#received.includes(text)) await once(this.#socket, 'received')
  }

  /** Leaves without a word; answers when that was. */
  leave(): number {
    this.#socket.destroy()
    return Date.now()
  }

  /**
   * Resets the connection; answers when that was.
   *
   * Before the first word nothing is written, and a mere FIN may be that of a client that only stopped speaking.
   */
  reset(): number {
    this.#socket.resetAndDestroy()
    return Date.now()
  }
}
