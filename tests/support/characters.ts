/** Characters of the catalog: brought in, and taken out. */

import { randomUUID } from 'node:crypto'

import type { Import } from 'cuecard'
import { expect } from 'vitest'

import { get, post } from './http.js'

/** A character as lists show it. */
export interface Character {
  id: string
  char_id: string
  display_name: string
  avatar: string
}

/** What the import of a file answers. */
export interface Imported extends Import {
  character: Character
}

export const newName = (): string => `Keeper ${randomUUID()}`

export const send = (file: Uint8Array, type = 'application/octet-stream', worker?: URL): Promise<Response> =>
  post('/v1/characters/import', new Uint8Array(file), type, worker)

/** Imports a file that has to be a card. */
export async function imported(file: Uint8Array, type?: string, worker?: URL): Promise<Imported> {
  const response = await send(file, type, worker)
  const text = await response.text()
  expect([response.status, response.headers.get('content-type'), text.slice(0, 300)]).toEqual([
    201,
    'application/json',
    expect.stringMatching(/^\{"character":/),
  ])
  return JSON.parse(text) as Imported
}

/** Exports a character that has to be there. */
export async function exported({ char_id }: Character, query = ''): Promise<{ file: Buffer; headers: Headers }> {
  const response = await get(`/v1/characters/${char_id}/export${query}`)
  const file = Buffer.from(await response.arrayBuffer())
  expect([response.status, response.status === 200 ? '' : file.toString()]).toEqual([200, ''])
  return { file, headers: response.headers }
}
