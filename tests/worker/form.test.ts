/** `POST /v1/characters/import` with a form around the file. */

import { describe, expect, test } from 'vitest'

import { keeper } from '../support/cards.js'
import { newName } from '../support/characters.js'
import type { Imported } from '../support/characters.js'
import { at, expectProblem } from '../support/http.js'
import { cardPng } from '../support/png.js'

const MIB = 1024 * 1024
const PATH = '/v1/characters/import'

const post = (body: BodyInit, headers: Record<string, string> = {}) => fetch(at(PATH), { method: 'POST', body, headers })

/** A form as it is on the wire. */
const raw = (body: string | Buffer, boundary = 'b') =>
  post(new Uint8Array(Buffer.from(body)), { 'content-type': `multipart/form-data; boundary=${boundary}` })

const part = (file: Buffer, headers = 'content-disposition: form-data; name="file"; filename="a.png"') =>
  Buffer.concat([Buffer.from(`--b\r\n${headers}\r\n\r\n`), file, Buffer.from('\r\n')])

const END = Buffer.from('--b--\r\n')

async function expectRead(response: Response, name: string): Promise<void> {
  expect(response.status).toBe(201)
  const { character, format } = (await response.json()) as Imported
  expect([character.display_name, format.container]).toEqual([name, 'png'])
}

describe('a form with one file', () => {
  test.for(['file', 'avatar', 'card[]', '灯'])('is read, whatever the field is called: %s', async (field) => {
    const card = keeper(newName())
    const form = new FormData()
    form.set(field, new Blob([new Uint8Array(cardPng(card))], { type: 'text/html' }), '../../"灯".exe')
    await expectRead(await post(form), card.data.name)
  })

  test('is read with bytes around it and with a boundary in its file', async () => {
    const card = keeper(newName())
    const file = Buffer.concat([cardPng(card), Buffer.from('--b--\r\n --b\r\n')])
    await expectRead(await raw(Buffer.concat([Buffer.from('hello\r\n'), part(file), END, END])), card.data.name)
  })

  test('is read with few headers', async () => {
    const card = keeper(newName())
    await expectRead(await raw(Buffer.concat([part(cardPng(card), 'a: b'), END])), card.data.name)
  })

  test('may have a file of the largest size, and no byte more', async () => {
    const card = keeper(newName())
    const picture = cardPng(card)
    const file = (bytes: number) => Buffer.concat([picture, Buffer.alloc(bytes - picture.length)])
    await expectRead(await raw(Buffer.concat([part(file(16 * MIB)), END])), card.data.name)
    await expectProblem(await raw(Buffer.concat([part(file(16 * MIB + 1)), END])), 413, 'file_too_large')
    await expectProblem(await raw(Buffer.concat([part(file(17 * MIB)), END])), 413, 'body_too_large')
  })

  test('has its file refused with the place in the file', async () => {
    const file = Buffer.from('{"name": "Ada", "description": ]}')
    await expectProblem(await raw(Buffer.concat([part(file), END])), 422, 'invalid_json', { offset: 31 })
  })
})

describe('a form is refused that', () => {
  const file = part(cardPng(keeper('Ada')))

  test.for<[name: string, body: Buffer | string]>([
    ['is empty', END],
    ['has nothing at all', ''],
    ['has no boundary of its own', 'a lighthouse'],
    ['has two files', Buffer.concat([file, file, END])],
    ['has a file and a text', Buffer.concat([file, part(Buffer.from('x'), 'content-disposition: form-data; name="n"'), END])],
    ['does not end', file],
    ['ends in its file', file.subarray(0, 100)],
    ['ends in its headers', file.subarray(0, 20)],
    ['ends in its boundary', '--b'],
    ['has headers that are none', Buffer.concat([part(Buffer.from('x'), 'no header'), END])],
    ['has more headers than any part', Buffer.concat([part(Buffer.from('x'), 'a: b\r\n'.repeat(100) + 'c: d'), END])],
    ['has a boundary inside a line', '--bx\r\n\r\n\r\n--b--'],
  ])('%s', async ([, body]) => {
    await expectProblem(await raw(body), 400, 'invalid_multipart')
  })

  test.for(['multipart/form-data', 'multipart/form-data; boundary', 'multipart/form-data; x=y'])(
    'does not say its boundary: %s',
    async (type) => {
      const body = new Uint8Array(Buffer.concat([file, END]))
      await expectProblem(await post(body, { 'content-type': type }), 400, 'invalid_multipart')
    },
  )
})

test('a form that never comes to its file is refused in no time', async () => {
  const headers = Buffer.from(`--b\r\n${'a: b\r\n'.repeat(2 * MIB)}`)
  const begun = Date.now()
  await expectProblem(await raw(headers), 400, 'invalid_multipart')
  await expectProblem(await raw(Buffer.from('--'.repeat(7 * MIB))), 400, 'invalid_multipart')
  expect(Date.now() - begun).toBeLessThan(5_000)
})
