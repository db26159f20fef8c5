/** Writes cards into pictures and archives of every kind, for the page to read. */

import { strToU8, zipSync } from 'fflate'

/** Where a picture keeps the text that a camera would put there: `UserComment`. */
const USER_COMMENT = 0x9286

/** An archive of files. */
export function archive(files: Record<string, Uint8Array | object>): Uint8Array {
  const bytes = (file: Uint8Array | object): Uint8Array => (file instanceof Uint8Array ? file : utf8(file))
  return zipSync(Object.fromEntries(Object.entries(files).map(([path, file]) => [path, bytes(file)])))
}

/** A BYAF archive with one character, one scenario and one picture. */
export function byaf(name: string, picture: Uint8Array): Uint8Array {
  return archive({
    'manifest.json': {
      schemaVersion: 1,
      characters: ['characters/one/character.json'],
      scenarios: ['scenarios/1.json'],
    },
    'characters/one/character.json': {
      schemaVersion: 1,
      id: 'one',
      name,
      displayName: name,
      persona: 'Keeps a lighthouse for {user}.',
      loreItems: [{ id: 'a', order: 'a', key: 'salt', value: 'Salt keeps the lamp glass clear.' }],
      images: [{ path: 'images/one.png', label: '' }],
    },
    'characters/one/images/one.png': picture,
    'scenarios/1.json': {
      schemaVersion: 1,
      narrative: 'The lamp room.',
      firstMessages: [{ characterID: 'one', text: 'Good evening, {user}.' }],
      exampleMessages: [],
      messages: [],
    },
  })
}

/** A WEBP picture with a card. */
export function webpWithCard(picture: Uint8Array, card: object, width: number, height: number): Buffer {
  const bytes = Buffer.from(picture).subarray(12)
  // A header that the browser wrote gives way to one that announces EXIF data.
  const rest = bytes.toString('latin1', 0, 4) === 'VP8X' ? bytes.subarray(18) : bytes
  const header = Buffer.alloc(10)
  // EXIF data follow, and the size of the picture less one, in 24 bits each.
  header.writeUInt8(0x08, 0)
  header.writeUIntLE(width - 1, 4, 3)
  header.writeUIntLE(height - 1, 7, 3)
  const chunks = [riffChunk('VP8X', header), rest, riffChunk('EXIF', tiff(card))]
  const body = Buffer.concat([Buffer.from('WEBP'), ...chunks])
  const length = Buffer.alloc(4)
  length.writeUInt32LE(body.length)
  return Buffer.concat([Buffer.from('RIFF'), length, body])
}

/** A JPEG picture with a card. */
export function jpegWithCard(picture: Uint8Array, card: object): Buffer {
  const body = Buffer.concat([Buffer.from('Exif\0\0', 'latin1'), tiff(card)])
  const head = Buffer.from([0xff, 0xe1, 0, 0])
  head.writeUInt16BE(body.length + 2, 2)
  return Buffer.concat([picture.subarray(0, 2), head, body, picture.subarray(2)])
}

/** EXIF data with one text. */
function tiff(card: object): Buffer {
  const text = Buffer.concat([Buffer.from('ASCII\0\0\0', 'latin1'), utf8(card)])
  const head = Buffer.alloc(26)
  head.write('II*\0', 'latin1')
  head.writeUInt32LE(8, 4)
  head.writeUInt16LE(1, 8)
  head.writeUInt16LE(USER_COMMENT, 10)
  head.writeUInt16LE(7, 12)
  head.writeUInt32LE(text.length, 14)
  head.writeUInt32LE(head.length, 18)
  return Buffer.concat([head, text])
}

function riffChunk(kind: string, body: Uint8Array): Buffer {
  const length = Buffer.alloc(4)
  length.writeUInt32LE(body.length)
  return Buffer.concat([Buffer.from(kind, 'latin1'), length, body, Buffer.alloc(body.length % 2)])
}

function utf8(document: object): Uint8Array {
  return strToU8(JSON.stringify(document))
}
