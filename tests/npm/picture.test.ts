/** `readPicture` on files of every kind. */

import { zipSync, strToU8 } from 'fflate'
import { describe, expect, test } from 'vitest'

import { byaf } from '../support/containers.js'
import { cardJpeg, cardWebp } from '../support/exif.js'
import { cardPng, chunk, png } from '../support/png.js'
import { v2, v3 } from './cards.js'
import { ENTRIES, opened } from './page.js'
import { thrown } from './thrown.js'

const GIF = Buffer.from('474946383961ff00', 'hex')
const SVG = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>')
const density = chunk('pHYs', Buffer.from('00000b1300000b1301', 'hex'))

const withIcon = (uri: string): object => {
  return { ...v3, data: { ...v3.data, assets: [{ type: 'icon', name: 'main', uri, ext: 'png' }] } }
}
const charx = (icon: Buffer): Uint8Array => {
  const card = strToU8(JSON.stringify(withIcon('embeded://a/main.png')))
  return zipSync({ 'card.json': card, 'a/main.png': icon })
}
const dataUri = (bytes: Buffer): string => `data:image/png;base64,${bytes.toString('base64')}`

describe.each(await Promise.all(ENTRIES.map(async (entry) => ({ ...entry, ...(await opened(entry)) }))))(
  'by $entry for browsers',
  ({ readPicture }) => {
    test.for<[string, Uint8Array | string, string, Uint8Array]>([
      ['a PNG, without its card', cardPng(v3, 'ccv3', [density]), 'image/png', png([], [density])],
      ['a WEBP', cardWebp(v2), 'image/webp', cardWebp(v2)],
      ['a JPEG', cardJpeg(v2), 'image/jpeg', cardJpeg(v2)],
      ['a CHARX', charx(png()), 'image/png', png()],
      ['a CHARX, by its bytes', charx(GIF), 'image/gif', GIF],
      ['a CHARX behind a JPEG', Buffer.concat([cardJpeg(v2), charx(SVG)]), 'image/jpeg', cardJpeg(v2)],
      ['a BYAF', byaf('Ada', png()), 'image/png', png()],
      ['JSON with an address of data', JSON.stringify(withIcon(dataUri(GIF))), 'image/gif', GIF],
      ['a PNG whose card has an icon', cardPng(withIcon(dataUri(GIF))), 'image/gif', GIF],
    ])('the picture of %s', ([, file, type, bytes]) => {
      const picture = readPicture(file)
      expect(Object.keys(picture ?? {}).sort()).toEqual(['bytes', 'type'])
      expect(picture?.type).toBe(type)
      expect(Buffer.from(picture?.bytes ?? [])).toEqual(Buffer.from(bytes))
      expect(picture?.bytes.buffer.byteLength).toBe(bytes.length)
    })

    test.for<[string, Uint8Array | string]>([
      ['JSON', JSON.stringify(v3)],
      ['an icon elsewhere', JSON.stringify(withIcon('https://example.com/a.png'))],
      ['an icon that is an SVG', charx(SVG)],
      ['text', `# Ada\n\n\`\`\`json\n${JSON.stringify(v2)}\n\`\`\`\n`],
    ])('nothing of %s', ([, file]) => {
      expect(readPicture(file)).toBeUndefined()
    })

    test('no picture of what is no card', () => {
      expect(thrown(() => readPicture(png())).code).toBe('no_card_in_png')
      expect(thrown(() => readPicture('hello')).code).toBe('not_a_card')
    })
  },
)
