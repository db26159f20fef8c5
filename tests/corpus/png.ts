/** PNG files: sharp drew them, png-chunk-text and png-chunks-encode put the card in, small edits did the rest. */

import { createHash } from 'node:crypto'

import { CHARACTERS, dataV2, dataV3, documentOf, v2, v3 } from './characters.ts'
import type { Document, JsonObject } from './json.ts'
import { pick, readable } from './manifest.ts'
import type { Case } from './manifest.ts'
import {
  base64,
  chunkOffsets,
  compressedChunk,
  internationalChunk,
  picture,
  rawTextChunk,
  textChunk,
  withChunks,
  withWrongChecksum,
} from './pictures.ts'
import type { Position } from './pictures.ts'

const [latin, japanese, arabic] = CHARACTERS
const BY = 'sharp, png-chunk-text, png-chunks-encode'

export const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')

export const keywordOf = ({ expected }: Document): string => (expected.spec === 'v3' ? 'ccv3' : 'chara')

const cardChunk = (document: Document) => textChunk(keywordOf(document), base64(document.json))

export async function pngFiles(base: Document[], more: Document[], odd: Document[]): Promise<Case[]> {
  return [
    ...placed(base),
    ...[...more, ...odd].map((document) => one(document.slug, [cardChunk(document)], document)),
    ...pick(base, 'v2-latin', 'v3-japanese').flatMap((document) => [
      ...spellings(document),
      ...chunkKinds(document),
      ...damaged(document),
    ]),
    ...pairs(),
    ...(await pictures(pick(base, 'v3-latin'))),
    ...(await withAssets()),
  ]
}

function one(slug: string, chunks: Parameters<typeof withChunks>[0], document: Document, about = ''): Case {
  return made(slug, withChunks(chunks), document, about)
}

function made(slug: string, png: Buffer, { expected }: Document, about = ''): Case {
  return readable(`png-${slug}.png`, about ? `${BY}; ${about}` : BY, 'png', png, expected)
}

function placed(base: Document[]): Case[] {
  const positions: Position[] = ['front', 'before-pixels', 'end']
  return base.flatMap((document) =>
    positions.map((position) =>
      made(`${document.slug}-${position}`, withChunks([cardChunk(document)], position), document),
    ),
  )
}

/** Base64 as it is found, and what is found instead of it. */
function spellings(document: Document): Case[] {
  const [keyword, text] = [keywordOf(document), base64(document.json)]
  const lines = text.match(/.{1,76}/g) ?? []
  const urlSafe = text.replaceAll('+', '-').replaceAll('/', '_')
  const all: [slug: string, text: string][] = [
    ['lines', lines.join('\n')],
    ['lines-crlf', `${lines.join('\r\n')}\r\n`],
    ['spaces', ` ${lines.join(' ')} `],
    ['unpadded', text.replace(/=+$/, '')],
    ['url-safe', urlSafe],
    ['url-safe-unpadded', urlSafe.replace(/=+$/, '')],
    ['after-padding', `${text.replace(/=+$/, '')}==trailing`],
  ]
  const odd = all.map(([slug, value]) =>
    one(`${document.slug}-base64-${slug}`, [textChunk(keyword, value)], document),
  )
  const json = rawTextChunk(keyword, Buffer.from(document.json, 'utf8'))
  const withNul = rawTextChunk(keyword, Buffer.from(`${text}\0`, 'latin1'))
  const upper = keyword === 'ccv3' ? 'CCV3' : 'Chara'
  return [
    ...odd,
    one(`${document.slug}-json`, [json], document, 'JSON instead of Base64'),
    one(`${document.slug}-nul`, [withNul], document, 'NUL behind the Base64'),
    one(`${document.slug}-keyword-${upper}`, [textChunk(upper, text)], document),
    one(`${document.slug}-keyword-upper`, [textChunk(keyword.toUpperCase(), text)], document),
  ]
}

/** The other text chunks, and foreign chunks around the card. */
function chunkKinds(document: Document): Case[] {
  const [keyword, text] = [keywordOf(document), base64(document.json)]
  const foreign = [
    textChunk('Software', 'corpus'),
    compressedChunk('Comment', 'a comment that is compressed '.repeat(20)),
    internationalChunk('Title', '灯台', { language: 'ja', translated: '題' }),
    { name: 'tIME', data: Uint8Array.of(0x07, 0xe8, 1, 2, 3, 4, 5) },
    { name: 'prVt', data: Buffer.from('a private chunk') },
  ]
  const chunks = {
    ztxt: [compressedChunk(keyword, text)],
    'ztxt-json': [compressedChunk(keyword, document.json)],
    itxt: [internationalChunk(keyword, text)],
    'itxt-json': [internationalChunk(keyword, document.json)],
    'itxt-language': [internationalChunk(keyword, text, { language: 'en', translated: 'Card 札' })],
    'itxt-compressed': [internationalChunk(keyword, text, { compressed: true })],
    'itxt-compressed-json': [internationalChunk(keyword, document.json, { compressed: true, language: 'x' })],
    foreign: [...foreign, cardChunk(document), textChunk('Author', 'nobody')],
    naidata: [textChunk('naidata', base64('{"lorebookVersion":5,"entries":[]}')), cardChunk(document)],
  }
  return Object.entries(chunks).map(([slug, list]) => one(`${document.slug}-${slug}`, list, document))
}

/** Files that strict readers refuse. */
function damaged(document: Document): Case[] {
  const whole = withChunks([cardChunk(document)])
  const end = chunkOffsets(whole).find(([name]) => name === 'IEND')?.[1] ?? 0
  const past = Buffer.from(whole.subarray(0, end - 4))
  const at = chunkOffsets(whole).find(([name]) => name === 'tEXt')?.[1] ?? 0
  past.writeUInt32BE(past.readUInt32BE(at) + 100, at)
  const files: [slug: string, png: Buffer, about: string][] = [
    ['crc-text', withWrongChecksum(whole, 'tEXt'), 'wrong checksum of the card'],
    ['crc-pixels', withWrongChecksum(whole, 'IDAT'), 'wrong checksum of the pixels'],
    ['crc-end', withWrongChecksum(whole, 'IEND'), 'wrong checksum of the end'],
    ['no-end', whole.subarray(0, end), 'without IEND'],
    ['trailing', Buffer.concat([whole, Buffer.from('more bytes behind the picture')]), 'bytes behind IEND'],
    ['trailing-nul', Buffer.concat([whole, Buffer.alloc(4096)]), 'NUL bytes behind IEND'],
    ['past-end', past, 'the chunk of the card announces more than there is'],
  ]
  const strict = ['crc-text', 'no-end', 'past-end']
  return files.map(([slug, png, about]) => {
    const warned = strict.includes(slug) ? ({ warned: true } as const) : {}
    const expected = { ...document.expected, ...warned }
    return made(`${document.slug}-${slug}`, png, { ...document, expected }, about)
  })
}

/** `chara` for older programs beside `ccv3`, which wins wherever it stands. */
function pairs(): Case[] {
  const newer = documentOf('', v3({ ...dataV3(japanese), extensions: { is: 'newer' } }))
  const older = documentOf('', v2({ ...dataV2(latin), extensions: { is: 'older' } }))
  const [first, second] = [cardChunk(older), cardChunk(newer)]
  const packed = compressedChunk('ccv3', base64(newer.json))
  const international = internationalChunk('ccv3', newer.json)
  const front = withChunks([second], 'front')
  return [
    one('pair', [first, second], newer),
    one('pair-turned', [second, first], newer),
    one('pair-ztxt', [packed, first], newer),
    one('pair-itxt', [first, international], newer),
    made('pair-apart', withChunks([first], 'end', front), newer),
    one('pair-mirror', [textChunk('chara', base64(newer.json)), second], newer),
  ]
}

/** Other kinds of pixels. */
async function pictures([document]: Document[]): Promise<Case[]> {
  if (!document) return []
  const kinds = {
    palette: picture().png({ palette: true }),
    gray: picture().grayscale().png(),
    interlaced: picture(40, 64).png({ progressive: true }),
    alpha: picture().ensureAlpha(0.5).png(),
    deep: picture().toColourspace('rgb16').png(),
    exif: picture().withExif({ IFD0: { Copyright: 'nobody' } }).png(),
    profile: picture().withIccProfile('srgb').png(),
    large: picture(40, 1024).png({ compressionLevel: 0 }),
  }
  const drawn = await Promise.all(Object.values(kinds).map((drawing) => drawing.toBuffer()))
  return Object.keys(kinds).map((slug, index) =>
    made(`pixels-${slug}`, withChunks([cardChunk(document)], 'end', drawn[index]), document),
  )
}

async function withAssets(): Promise<Case[]> {
  const [joy, quay] = await Promise.all([picture(1).webp().toBuffer(), picture(2).jpeg().toBuffer()])
  const assets = (path: (index: number) => string): JsonObject[] => [
    { type: 'icon', uri: 'ccdefault:', name: 'main', ext: 'png' },
    { type: 'emotion', uri: path(1), name: 'joy', ext: 'webp', x_note: 'kept' },
    { type: 'background', uri: path(2), name: 'main', ext: 'jpeg' },
    { type: 'emotion', uri: path(2), name: 'joy', ext: 'jpeg' },
    { type: 'icon', uri: `data:image/webp;base64,${joy.toString('base64')}`, name: 'other', ext: 'webp' },
    { type: 'x-risu-asset', uri: 'https://example.com/song.mp3', name: 'song', ext: 'mp3' },
  ]
  const files = (prefix: string) => [
    textChunk(`${prefix}1`, joy.toString('base64')),
    textChunk(`${prefix}2`, quay.toString('base64')),
  ]
  const document = documentOf('', v3({ ...dataV3(arabic), assets: assets((index) => `__asset:${index}`) }))
  const card = cardChunk(document)
  const variants = {
    colon: [...files('chara-ext-asset_:'), card],
    'colon-behind': [card, ...files('chara-ext-asset_:')],
    'no-colon': [...files('chara-ext-asset_'), card],
  }
  return Object.entries(variants).map(([slug, chunks]) => {
    const png = withChunks(chunks)
    const bytes = [png, joy, quay, quay, joy].map((content, index) => ({ index, sha256: sha256(content) }))
    return made(`assets-${slug}`, png, { ...document, expected: { ...document.expected, assets_bytes: bytes } })
  })
}
