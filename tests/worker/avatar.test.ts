/** `GET /v1/characters/{id}/avatar`: the picture of a character alone, whatever the file pretends. */

import { describe, expect, test } from 'vitest'

import { keeper } from '../support/cards.js'
import { imported, newName } from '../support/characters.js'
import type { Character } from '../support/characters.js'
import { byaf } from '../support/containers.js'
import { JPEG, cardJpeg, cardWebp } from '../support/exif.js'
import { at, get, getJson } from '../support/http.js'
import { cardPng, chunk, chunks, png } from '../support/png.js'
import { zip } from '../support/zip.js'

const GIF = Buffer.from('GIF89a, and its pixels')
const AVIF = Buffer.concat([Buffer.from('0000001c66747970', 'hex'), Buffer.from('avif\0\0\0\0avifmif1miaf, and its pixels')])

const SCRIPT = 'alert(document.domain)'
const HOSTILE: Record<string, string> = {
  SVG: `<svg xmlns="http://www.w3.org/2000/svg"><script>${SCRIPT}</script></svg>`,
  'SVG with a prologue': `<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" onload="${SCRIPT}"/>`,
  HTML: `<!doctype html><script>${SCRIPT}</script>`,
  PDF: `%PDF-1.7 ${SCRIPT}`,
  script: SCRIPT,
  nothing: '',
  'a text that names a picture': `<!--\u0089PNG GIF89a--><script>${SCRIPT}</script>`,
}

interface Avatar {
  type: string | null
  file: Buffer
  headers: Headers
}

async function avatarOf(path: string): Promise<Avatar> {
  const response = await get(path)
  expect(response.status).toBe(200)
  const { headers } = response
  // Whatever it is, it is no document that runs anything.
  expect(headers.get('content-security-policy')).toBe("default-src 'none'; sandbox")
  expect(headers.get('x-content-type-options')).toBe('nosniff')
  expect(headers.get('cache-control')).toBe('public, max-age=300')
  return { type: headers.get('content-type'), file: Buffer.from(await response.arrayBuffer()), headers }
}

async function avatar(file: Buffer): Promise<Avatar> {
  return avatarOf((await imported(file)).character.avatar)
}

/** An archive whose main icon is this file. */
function charx(icon: Uint8Array | string, uri = 'embeded://assets/icon.png', name = newName()): Buffer {
  const card = keeper(name)
  const assets = [{ type: 'icon', name: 'main', uri, ext: 'png' }]
  return zip([
    { name: 'card.json', bytes: JSON.stringify({ ...card, data: { ...card.data, assets } }), packed: true },
    { name: 'assets/icon.png', bytes: icon, packed: true },
  ])
}

const isMonogram = ({ type, file }: Avatar) =>
  type === 'image/png' && chunks(file).map(({ kind }) => kind).join() === 'IHDR,PLTE,IDAT,IEND'

describe('the picture of a card', () => {
  test('that came in a PNG is that PNG without the card', async () => {
    const { type, file } = await avatar(cardPng(keeper(newName()), 'ccv3', [chunk('teSt')]))
    expect([type, file.equals(png([], [chunk('teSt')]))]).toEqual(['image/png', true])
  })

  test('that came in an APNG is an animation', async () => {
    const animation = chunk('acTL', Buffer.from([0, 0, 0, 1, 0, 0, 0, 0]))
    const { type, file } = await avatar(cardPng(keeper(newName()), 'chara', [animation]))
    expect([type, file.equals(png([], [animation]))]).toEqual(['image/apng', true])
  })

  test.for([
    ['image/webp', cardWebp(keeper(newName()))],
    ['image/jpeg', cardJpeg(keeper(newName()))],
  ] as const)('that came in %s is that image', async ([expected, source]) => {
    const { type, file } = await avatar(source)
    expect([type, file.equals(source)]).toEqual([expected, true])
  })

  test.for([
    ['image/png', png()],
    ['image/gif', GIF],
    ['image/avif', AVIF],
    ['image/jpeg', JPEG],
    ['image/webp', Buffer.from('RIFF\0\0\0\0WEBP, and its pixels')],
  ] as const)('that came in an archive is its icon: %s', async ([expected, icon]) => {
    const { type, file } = await avatar(charx(icon))
    expect([type, file.equals(icon)]).toEqual([expected, true])
  })

  test('of Backyard is its first image', async () => {
    const { type, file } = await avatar(byaf(newName(), png()))
    expect([type, file.equals(png())]).toEqual(['image/png', true])
  })

  test('holds no card, also where the icon of an archive is a card itself', async () => {
    const { file } = await avatar(charx(cardPng(keeper('Another'))))
    expect(file.equals(png())).toBe(true)
  })

  test.for(['{"name": "Ada", "description": "b"}', 'name: Ada\ndescription: b\n'])('is its initials: %s', async (text) => {
    expect(isMonogram(await avatar(Buffer.from(text)))).toBe(true)
  })
})

describe('a picture that is none', () => {
  test.for(Object.entries(HOSTILE))('is not shown: %s', async ([, icon]) => {
    expect(isMonogram(await avatar(charx(icon)))).toBe(true)
    const data = charx('', `data:image/png;base64,${Buffer.from(icon).toString('base64')}`)
    expect(isMonogram(await avatar(data))).toBe(true)
    expect(isMonogram(await avatar(charx('', `data:image/svg+xml,${encodeURIComponent(icon)}`)))).toBe(true)
  })

  test.for(['https://example.com/a.png', 'http://169.254.169.254/', 'file:///etc/passwd', 'embeded://../a', 'javascript:a'])(
    'is not fetched: %s',
    async (uri) => {
      expect(isMonogram(await avatar(charx(GIF, uri)))).toBe(true)
    },
  )

  test('is a picture of another kind for whoever believes its first bytes, and runs nothing', async () => {
    const { type } = await avatar(charx(`GIF89a/*${HOSTILE.HTML}*/=1`))
    expect(type).toBe('image/gif')
  })

  test('and would be too large, is not unpacked', async () => {
    const { type, file } = await avatar(charx(Buffer.concat([GIF, Buffer.alloc(17 * 1024 * 1024)])))
    expect(isMonogram({ type, file, headers: new Headers() })).toBe(true)
  })
})

test('a picture that the client has is not sent again', async () => {
  const { character } = await imported(cardPng(keeper(newName())))
  const { headers } = await avatarOf(character.avatar)
  const etag = headers.get('etag') ?? ''
  expect(etag).toMatch(/^"[0-9a-f]{32}"$/)
  const again = await fetch(at(character.avatar), { headers: { 'if-none-match': etag } })
  expect([again.status, (await again.bytes()).length]).toEqual([304, 0])
  expect([again.headers.get('etag'), again.headers.get('cache-control')]).toEqual([etag, 'public, max-age=300'])
})

test('every character of the list has one, by slug and by id', async () => {
  const { characters } = await getJson<{ characters: Character[] }>('/characters')
  for (const { id, avatar } of characters.slice(0, 7)) {
    const one = await avatarOf(avatar)
    expect(isMonogram(one)).toBe(true)
    expect((await avatarOf(`/v1/characters/${id}/avatar`)).file.equals(one.file)).toBe(true)
  }
})
