/** `POST /v1/characters/import` of every kind of file; what each is read as is the matter of the vectors. */

import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'

import { keeper } from '../support/cards.js'
import { imported, newName, send } from '../support/characters.js'
import { byaf, containers } from '../support/containers.js'
import { OPEN } from '../support/context.js'
import { startDirect } from '../support/direct.js'
import type { Direct } from '../support/direct.js'
import { cardPng, chunk, png } from '../support/png.js'
import { zip } from '../support/zip.js'

describe.for(Object.keys(containers(keeper('Ada'))))('a card in %s', (kind) => {
  const card = keeper(newName())
  const { file, type, container } = containers(card)[kind] ?? expect.fail(kind)

  test.for([type, 'application/octet-stream', 'text/plain', ''])('is read, sent as %j', async (type) => {
    const read = await imported(file, type)
    expect(read).toMatchObject({ card, lorebooks: [], assets: [], format: { container, spec: 'v3' }, warnings: [] })
    expect(read.character).toMatchObject({ display_name: card.data.name, greeting: card.data.first_mes })
    expect(read.character.avatar).toBe(`/v1/characters/${read.character.char_id}/avatar`)
  })
})

test('an archive of Backyard is read, and its picture found', async () => {
  const name = newName()
  const { card, format, assets, warnings } = await imported(byaf(name, png()), 'application/x-zip-compressed')
  expect(format).toEqual({ container: 'byaf', spec: 'byaf', chunk: null })
  expect(card.data).toMatchObject({ name, description: '{{char}} keeps a lighthouse.', scenario: 'The lamp room.' })
  const uri = 'embeded://characters/a/images/lamp.png'
  expect(assets).toEqual([{ type: 'icon', name: 'main', uri, ext: 'png', place: { in: 'stored' } }].map(asset))
  expect(warnings).toEqual([])
})

test('the files that a card names are told with their places', async () => {
  const assets = [
    { type: 'icon', name: 'main', uri: 'embeded://assets/icon/images/main.png', ext: 'png' },
    { type: 'background', name: 'sea', uri: 'embeded://assets/sea.webp', ext: 'webp' },
    { type: 'emotion', name: 'gone', uri: 'embeded://assets/gone.png', ext: 'png' },
    { type: 'x_far', name: 'far', uri: 'https://example.com/far.png', ext: 'png' },
  ]
  const card = keeper(newName())
  const file = zip([
    { name: 'card.json', bytes: JSON.stringify({ ...card, data: { ...card.data, assets } }), packed: true },
    { name: 'assets/icon/images/main.png', bytes: png() },
    { name: 'assets/sea.webp', bytes: 'sea '.repeat(100), packed: true },
  ])
  const places = ['stored', 'deflated', 'missing', 'elsewhere']
  const told = (await imported(file, 'application/zip')).assets
  expect(told).toEqual(assets.map((one, index) => asset({ ...one, place: { in: places[index] ?? '' } })))
})

test('a lorebook beside the card is told', async () => {
  const entry = { text: 'Salt keeps the lamp glass clear.', displayName: 'Salt', keys: ['salt'], enabled: true }
  const book = Buffer.from(JSON.stringify({ lorebookVersion: 4, entries: [entry] })).toString('base64')
  const beside = chunk('tEXt', Buffer.from(`naidata\0${book}`, 'latin1'))
  const { lorebooks } = await imported(cardPng(keeper(newName()), 'ccv3', [beside]))
  expect(lorebooks).toEqual([expect.objectContaining({ entries: [expect.objectContaining({ keys: ['salt'] })] })])
})

test('the answer says where the character is', async () => {
  const response = await send(Buffer.from(JSON.stringify(keeper(newName()))))
  const { character } = (await response.json()) as { character: { char_id: string } }
  expect(response.headers.get('location')).toBe(`/v1/characters/${character.char_id}`)
})

describe('the file is kept', () => {
  let worker: Direct
  beforeAll(async () => {
    worker = await startDirect(inject('folder'), 'kept', OPEN)
  })
  afterAll(() => worker?.stop())

  const card = keeper('Ada')
  const all = { ...containers(card), byaf: { file: byaf('Ada', png()), extension: 'byaf', kept: 'application/zip' } }

  test.for(Object.entries(all))('as %s, byte for byte, under a name of its kind', async ([, contained]) => {
    const { file, extension, kept } = contained
    const files = await worker.files()
    const before = new Set((await files.list()).objects.map(({ key }) => key))
    const body = new Uint8Array(file)
    const response = await fetch(new URL('/v1/characters/import', worker.url), { method: 'POST', body })
    expect([response.status, await response.text()]).toEqual([201, expect.anything()])
    const keys = (await files.list()).objects.map(({ key }) => key).filter((key) => !before.has(key))
    expect(keys).toEqual([expect.stringMatching(new RegExp(`^cards/[0-9a-f-]{36}\\.${extension}$`))])
    const object = await files.get(keys[0] ?? '')
    expect(object?.httpMetadata?.contentType).toBe(kept)
    expect(Buffer.from((await object?.arrayBuffer()) ?? new ArrayBuffer()).equals(file)).toBe(true)
  })
})

/** An asset with any offset and length. */
function asset<A extends { place: { in: string } }>(asset: A): A {
  return { ...asset, place: expect.objectContaining(asset.place) as A['place'] }
}
