/** Files that have to be refused, each with a code that says why. */

import { whole } from './archives.ts'
import { CHARACTERS, dataV2, entry, texts, v2 } from './characters.ts'
import { writeAscii, write } from './json.ts'
import type { Json } from './json.ts'
import { refused, utf8 } from './manifest.ts'
import type { Case } from './manifest.ts'
import { base64, chunkOffsets, compressedChunk, picture, rawTextChunk, textChunk, withChunks } from './pictures.ts'

const [latin] = CHARACTERS
const card = write(v2(dataV2(latin)))

const MIB = 1024 * 1024

export async function refusedFiles(): Promise<Case[]> {
  const documents = [noCards, brokenCards, tooLarge, lorebooks].flatMap((cases) => cases())
  return [...documents, ...pngs(), ...(await pixelsOnly()), ...archives()]
}

const json = (slug: string, about: string, text: string, ...codes: string[]) =>
  refused(`refused-${slug}.json`, about, utf8(text), ...codes)

function noCards(): Case[] {
  const risum = Buffer.concat([Buffer.from([111, 0, 4, 0, 0, 0]), Buffer.from('abcd'), Buffer.from([0])])
  return [
    refused('refused-empty', 'nothing', Buffer.alloc(0), 'empty_file'),
    refused('refused-gif.gif', 'a GIF header', Buffer.from('GIF89a\x01\0\x01\0\0\0\0;', 'latin1'), 'no_card_in_image'),
    refused('refused-module.risum', 'a RisuAI module', risum, 'risu_module'),
    json('object-empty', 'no fields', '{}', 'not_a_card'),
    json('object-foreign', 'other fields', '{"compilerOptions":{"strict":true}}', 'not_a_card'),
    json('array', 'no object', '[]', 'not_a_card', 'wrong_type'),
  ]
}

function brokenCards(): Case[] {
  const nameless = { ...dataV2(latin) }
  delete nameless.name
  const cut = card.slice(0, card.length / 2)
  const notUtf8 = Buffer.from('{"name":"\xff\xfe","description":""}', 'latin1')
  return [
    json('cut', 'half a card', cut, 'invalid_json', 'truncated'),
    json('cut-in-key', 'cut behind a key', '{"name":"A","description"', 'invalid_json', 'truncated'),
    json('bare-word', 'a word that is no value', '{"name":"A","description":maybe}', 'invalid_json'),
    json('no-data', 'V2 without data', '{"spec":"chara_card_v2","spec_version":"2.0"}', 'missing_field'),
    json('data-text', 'V2 whose data is text', '{"spec":"chara_card_v2","data":"x"}', 'wrong_type'),
    json('no-name', 'V2 without a name', write(v2(nameless)), 'missing_field'),
    json('name-empty', 'V2 with an empty name', write(v2({ ...dataV2(latin), name: ' ' })), 'invalid_value'),
    json('name-object', 'a name that is an object', write(v2({ ...dataV2(latin), name: {} })), 'wrong_type'),
    json('entry-text', 'an entry that is text', withEntries(['x']), 'wrong_type'),
    json('encrypted', 'a locked card as text', 'rcc||rccv1||QUJD||aGFzaA==||e30=', 'encrypted_card'),
    refused('refused-utf8.json', 'bytes that are no UTF-8', notUtf8, 'invalid_utf8'),
    refused('refused-front-matter.md', 'front matter that is no YAML', utf8('---\nname: [a\n---\n'), 'invalid_yaml'),
  ]
}

const withEntries = (entries: Json): string =>
  write(v2({ ...dataV2(latin), character_book: { extensions: {}, entries } }))

function tooLarge(): Case[] {
  const deep = (levels: number) => `{"name":"A","description":"","x":${'['.repeat(levels)}${']'.repeat(levels)}}`
  const many = `{"name":"A","description":"","x":[${'0,'.repeat(1_100_000)}0]}`
  const entries = Array.from({ length: 5_001 }, (_, index) => entry([`k${index}`], ''))
  return [
    json('deep', 'nested 100 times', deep(100), 'json_too_deep'),
    json('deeper', 'nested 100,000 times', deep(100_000), 'json_too_deep'),
    json('values', '1,100,000 values', many, 'json_too_large'),
    json('entries', '5,001 entries', withEntries(entries), 'book_too_large'),
    json('content', '5 MiB of lore', withEntries([entry(['k'], 'x'.repeat(5 * MIB))]), 'book_too_large'),
    json('bytes', '17 MiB', card + ' '.repeat(17 * MIB), 'file_too_large'),
  ]
}

/** Lorebooks of five programs. */
function lorebooks(): Case[] {
  const books: Record<string, Json> = {
    v3: { spec: 'lorebook_v3', data: { extensions: {}, entries: [entry(['a'], 'A')] } },
    world: { entries: { 0: { uid: 0, key: ['a'], keysecondary: [], content: 'A', order: 100 } } },
    novelai: { lorebookVersion: 5, entries: [{ text: 'A', keys: ['a'], displayName: 'A' }] },
    agnai: { kind: 'memory', name: 'A', entries: [{ name: 'a', entry: 'A', keywords: ['a'], enabled: true }] },
    risu: { type: 'risu', ver: 1, data: [{ key: 'a', content: 'A', insertorder: 100, mode: 'normal' }] },
  }
  return Object.entries(books).map(([slug, book]) =>
    json(`lorebook-${slug}`, 'a lorebook alone', write(book), 'lorebook_only'),
  )
}

function pngs(): Case[] {
  const png = (slug: string, about: string, bytes: Buffer, ...codes: string[]) =>
    refused(`refused-${slug}.png`, about, bytes, ...codes)
  const text = base64(card)
  const whole = withChunks([textChunk('chara', text)])
  const at = chunkOffsets(whole).find(([name]) => name === 'tEXt')?.[1] ?? 0
  const bomb = compressedChunk('chara', 'A'.repeat(9 * MIB))
  const spoiled = compressedChunk('chara', text)
  spoiled.data = Buffer.concat([spoiled.data.slice(0, 12), Buffer.alloc(40, 0xff)])
  const noText = ['truncated', 'invalid_base64', 'invalid_json', 'not_a_card']
  const empty = rawTextChunk('chara', Buffer.alloc(0))
  const locked = base64('rcc||rccv1||QUJD||aGFzaA==||e30=')
  const chunks = Array.from({ length: 4_097 }, (_, index) => textChunk(`k${index}`, 'x'))
  return [
    png('no-card', 'no card', withChunks([]), 'no_card_in_png'),
    png('other-text', 'only foreign text', withChunks([textChunk('Comment', text)]), 'no_card_in_png'),
    png('signature', 'the signature alone', whole.subarray(0, 8), 'truncated', 'no_card_in_png'),
    png('cut-before', 'cut before the card', whole.subarray(0, at - 6), 'truncated', 'no_card_in_png'),
    png('cut-inside', 'cut inside the card', whole.subarray(0, at + 200), ...noText),
    png('no-base64', 'text that is no Base64', withChunks([textChunk('chara', '!!?!')]), 'invalid_base64'),
    png('no-json', 'Base64 of no JSON', withChunks([textChunk('chara', base64('hello'))]), ...noText),
    png('no-text', 'an empty text', withChunks([empty]), 'no_card_in_png', ...noText),
    png('bomb', '9 MiB in a few kilobytes', withChunks([bomb]), 'unpacked_too_large'),
    png('deflate', 'damaged DEFLATE', withChunks([spoiled]), 'invalid_deflate'),
    png('locked', 'a locked card', withChunks([textChunk('ccv3', locked)]), 'encrypted_card'),
    png('chunks', '4,097 text chunks before the card', withChunks([...chunks, textChunk('chara', text)]), 'too_many'),
  ]
}

async function pixelsOnly(): Promise<Case[]> {
  const comment = writeAscii(JSON.stringify(texts(latin)).slice(0, 100))
  const [webp, jpeg, cut] = await Promise.all([
    picture().webp().toBuffer(),
    picture().jpeg().toBuffer(),
    picture().withExif({ IFD0: { UserComment: comment } }).webp().toBuffer(),
  ])
  return [
    refused('refused-no-card.webp', 'a picture of sharp', webp, 'no_card_in_image'),
    refused('refused-no-card.jpg', 'a picture of sharp', jpeg, 'no_card_in_image'),
    refused('refused-cut-card.webp', 'a comment with half a card', cut, 'invalid_json', 'truncated'),
  ]
}

function archives(): Case[] {
  const files = { 'card.json': utf8(card), 'other.txt': utf8('other') }
  const plain = whole(files, 0)
  const cut = plain.subarray(0, plain.length / 2)
  const noJson = whole({ 'card.json': utf8('{"a"') })
  const zip = (slug: string, about: string, bytes: Buffer, ...codes: string[]) =>
    refused(`refused-${slug}.charx`, about, bytes, ...codes)
  const bomb = { 'card.json': Buffer.concat([utf8(card), Buffer.alloc(9 * MIB, 32)]) }
  return [
    zip('no-card-json', 'an archive without card.json', whole({ 'a.txt': utf8('a') }), 'no_card_in_archive'),
    zip('zip-bomb', 'a card of 9 MiB in 9 kB', whole(bomb), 'unpacked_too_large'),
    zip('zip-overlap', 'two entries at one place', overlapping(plain), 'invalid_zip'),
    zip('zip-name', 'the local header has another name', edited(plain, 30, 0x43), 'invalid_zip'),
    zip('zip-encrypted', 'the bit of encryption is set', encrypted(plain), 'unsupported_zip'),
    zip('zip-cut', 'cut before the central directory', cut, 'invalid_zip', 'truncated'),
    zip('zip-method', 'a method that nobody knows', method(plain, 77), 'unsupported_zip'),
    zip('zip-invalid-card', 'a card.json that is no JSON', noJson, 'invalid_json', 'truncated'),
  ]
}

const CENTRAL = Buffer.from('PK\x01\x02', 'latin1')

function edited(zip: Buffer, at: number, byte: number): Buffer {
  const out = Buffer.from(zip)
  out.writeUInt8(byte, at)
  return out
}

/** The second entry of the directory names the place of the first. */
function overlapping(zip: Buffer): Buffer {
  const first = zip.indexOf(CENTRAL)
  const out = Buffer.from(zip)
  out.writeUInt32LE(out.readUInt32LE(first + 42), zip.indexOf(CENTRAL, first + 4) + 42)
  return out
}

function encrypted(zip: Buffer): Buffer {
  return edited(edited(zip, 6, 1), zip.indexOf(CENTRAL) + 8, 1)
}

function method(zip: Buffer, number: number): Buffer {
  return edited(edited(zip, 8, number), zip.indexOf(CENTRAL) + 10, number)
}
