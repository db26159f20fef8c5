/** From file to file, as a page does it: with the entries for browsers. */

import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

import { CuecardError } from 'cuecard'
import type { Card, Lorebook } from 'cuecard'
import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate'
import { describe, expect, test } from 'vitest'

import { cardPng, chunk, chunks, png } from '../support/png.js'
import { v2, v3 } from './cards.js'
import { ENTRIES, opened } from './page.js'
import { thrown } from './thrown.js'

const base64 = (value: object | string): string =>
  Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64')
const text = (keyword: string, value: object | string): Buffer =>
  chunk('tEXt', Buffer.from(`${keyword}\0${base64(value)}`, 'latin1'))

/** The chunks of a picture, with the keyword of each text. */
const chunksOf = (file: Uint8Array) =>
  chunks(Buffer.from(file)).map(({ kind, body, whole }) => {
    const keyword = kind === 'tEXt' ? body.toString('latin1', 0, body.indexOf(0)) : ''
    return { kind, keyword, whole }
  })
const isCard = ({ keyword }: { keyword: string }): boolean => keyword === 'chara' || keyword === 'ccv3'
const bytes = (content: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(content)

/** A card with the spellings that JavaScript does not keep. */
const exact = '{"big": 12345678901234567890123, "price": 1.50, "zero": 0.0, "far": 1e400}'
const exactCard = JSON.stringify(v3).replace('"nickname"', `"exact":${exact},"nickname"`)
const spellings = exact.match(/[\d.e]+(?=[,}])/g) ?? []

/** A V3 card with these assets. */
const withAssets = (assets: object[]): object => ({ ...v3, data: { ...v3.data, assets } })
const asset = (name: string, uri: string, type = 'emotion', ext = 'png'): object => ({ type, name, uri, ext })

describe.each(await Promise.all(ENTRIES.map(async (entry) => ({ ...entry, ...(await opened(entry)) }))))(
  'by $entry for browsers',
  ({ leftOut, leftOutOfLorebook, readAsset, readCard, readLorebook, writeCard, writeLorebook }) => {
    const json = (card: Parameters<typeof writeCard>[0], more: object = {}): string =>
      new TextDecoder().decode(writeCard(card, { format: 'json', ...more }))

    describe('a PNG', () => {
      const foreign = [
        chunk('pHYs', Buffer.from('00000b1300000b1301', 'hex')),
        text('parameters', 'a lighthouse, at night'),
        chunk('cuEc', Buffer.from([1, 2, 3, 0, 255])),
      ]
      const [density, parameters, own] = foreign as [Buffer, Buffer, Buffer]
      const file = png([], [density, text('chara', v2), parameters], [own, text('naidata', 'x')])

      test('keeps every other chunk byte for byte', () => {
        const written = chunksOf(writeCard(file, { format: 'png' }))
        const others = (chunks: typeof written): Buffer[] => chunks.filter((part) => !isCard(part)).map(({ whole }) => whole)
        expect(others(written)).toEqual(others(chunksOf(file)))
        expect(written.filter(isCard).map(({ keyword }) => keyword)).toEqual(['chara', 'ccv3'])
        expect(readCard(writeCard(file, { format: 'png' }))).toMatchObject({
          card: readCard(file).card,
          format: { container: 'png', spec: 'v3', chunk: 'ccv3' },
        })
      })

      test('is written from an object with the picture of its source', () => {
        const { card } = readCard(file)
        card.data.name = 'Grace'
        const written = writeCard(card, { format: 'png', source: file })
        expect(readCard(written).card.data.name).toBe('Grace')
        expect(chunksOf(written).filter(({ kind }) => kind !== 'tEXt')).toEqual(
          chunksOf(file).filter(({ kind }) => kind !== 'tEXt'),
        )
        expect(writeCard(JSON.stringify(card), { format: 'png', source: file })).toEqual(written)
      })

      test('of an older version holds no newer one', () => {
        const written = writeCard(file, { format: 'png', spec: 'v2' })
        expect(readCard(written).format).toEqual({ container: 'png', spec: 'v2', chunk: 'chara' })
        expect(chunksOf(written).filter(isCard)).toHaveLength(1)
      })
    })

    describe('a CHARX', () => {
      const icon = png()
      const files = {
        'card.json': strToU8(JSON.stringify(withAssets([asset('main', 'embeded://assets/icon/main.png', 'icon')]))),
        'assets/icon/main.png': icon,
        'x_meta/0.json': strToU8('{"of": "another program"}'),
        'notes/long.txt': strToU8('The lamp room. '.repeat(2000)),
      }
      const file = zipSync(files, { level: 6 })

      test('keeps every other file', () => {
        const { 'card.json': card, ...others } = unzipSync(writeCard(file, { format: 'charx' }))
        const { 'card.json': _, ...expected } = files
        expect(Object.keys(others)).toEqual(Object.keys(expected))
        for (const [name, content] of Object.entries(expected)) expect(others[name], name).toEqual(new Uint8Array(content))
        expect(JSON.parse(strFromU8(card ?? bytes('')))).toEqual(readCard(file).card)
      })

      test('becomes a PNG with its icon, and that a CHARX with a file for each asset', () => {
        const picture = writeCard(file, { format: 'png' })
        expect(chunksOf(picture).filter(({ kind }) => kind === 'IDAT')).toEqual(
          chunksOf(icon).filter(({ kind }) => kind === 'IDAT'),
        )
        const { assets } = readCard(picture)
        expect(assets).toMatchObject([{ type: 'icon', name: 'main', place: { in: 'image' } }])
        const { 'card.json': _, ...others } = unzipSync(writeCard(picture, { format: 'charx' }))
        expect(Object.values(others)).toEqual([new Uint8Array(icon)])
      })
    })

    describe('the spelling of numbers', () => {
      test('survives from file to file', () => {
        expect(spellings).toHaveLength(4)
        const picture = writeCard(exactCard, { format: 'png' })
        const archive = writeCard(picture, { format: 'charx' })
        for (const file of [exactCard, bytes(exactCard), bytes(exactCard).buffer, picture, archive]) {
          for (const spelling of spellings) expect(json(file)).toContain(`:${spelling}`)
        }
      })

      test('is that of JavaScript in an object', () => {
        expect(json(readCard(exactCard).card)).toContain('"price":1.5,')
      })
    })

    describe('a picture', () => {
      const cover = png([], [chunk('cuEc', Buffer.from('cover'))])
      const foreign = (file: Uint8Array): Buffer[] =>
        chunksOf(file).filter((part) => !isCard(part)).map(({ whole }) => whole)

      test('is the cover where the card has none', () => {
        for (const card of [JSON.stringify(v3), v3 as unknown as Card]) {
          expect(foreign(writeCard(card, { format: 'png', cover }))).toEqual(foreign(cover))
        }
        const { 'card.json': card, ...files } = unzipSync(writeCard(JSON.stringify(v3), { format: 'charx', cover }))
        expect(Object.values(files)).toEqual([new Uint8Array(cover)])
        expect(JSON.parse(strFromU8(card ?? bytes('')))).toMatchObject({ data: { assets: [{ type: 'icon' }] } })
      })

      test('of its own is not covered', () => {
        expect(foreign(writeCard(cardPng(v3), { format: 'png', cover }))).toEqual(foreign(png()))
      })

      test('is drawn from the initials where there is nothing', () => {
        const drawn = writeCard(JSON.stringify(v3), { format: 'png' })
        expect(chunksOf(drawn).map(({ kind }) => kind)).toEqual(expect.arrayContaining(['IHDR', 'IDAT', 'IEND']))
        expect(foreign(writeCard(v3 as unknown as Card, { format: 'png' }))).toEqual(foreign(drawn))
        const other = JSON.stringify({ ...v3, data: { ...v3.data, name: 'Grace' } })
        expect(foreign(writeCard(other, { format: 'png' }))).not.toEqual(foreign(drawn))
      })
    })

    describe('what a version cannot hold', () => {
      test('is named', () => {
        const card = { ...v3, data: { ...v3.data, group_only_greetings: ['All of you.'] } }
        expect(leftOut(card as unknown as Card, { format: 'png', spec: 'v2' })).toEqual(['group_only_greetings', 'nickname'])
        expect(leftOut(JSON.stringify(card), { format: 'json' })).toEqual([])
        expect(leftOut(cardPng(v2), { format: 'png', spec: 'v1' })).toEqual(['extensions'])
      })

      test('of its file is named', () => {
        const book = text('naidata', { lorebookVersion: 5, entries: [] })
        const file = png([], [book, text('parameters', 'a lighthouse'), text('chara', v2)])
        expect(leftOut(file, { format: 'png' })).toEqual([])
        expect(leftOut(file, { format: 'charx' })).toEqual(['lorebooks'])
        expect(leftOut(file, { format: 'json' })).toEqual(['picture', 'lorebooks', 'files'])
        const { card } = readCard(file)
        expect(leftOut(card, { format: 'json' })).toEqual([])
        expect(leftOut(card, { format: 'json', source: file })).toEqual(['picture', 'lorebooks', 'files'])
      })

      test('is not in the file', () => {
        expect(JSON.parse(json(JSON.stringify(v3), { spec: 'v2' }))).not.toHaveProperty('data.nickname')
        const flat = JSON.parse(json(JSON.stringify(v3), { spec: 'v1' })) as object
        expect(flat).toMatchObject({ name: 'Ada', description: v3.data.description })
        expect(flat).not.toHaveProperty('data')
      })
    })

    describe('an asset', () => {
      const smile = Buffer.from('89504e470d0a1a0a00ff10', 'hex')
      const long = Buffer.alloc(5000, 'lighthouse')

      test('of a PNG is read from its text chunk, from the image and from its address', () => {
        const card = withAssets([
          asset('smile', '__asset:0'),
          asset('main', 'ccdefault:', 'icon'),
          asset('wink', `data:image/png;base64,${smile.toString('base64')}`),
        ])
        const file = png([
          ['chara-ext-asset_:0', smile.toString('base64')],
          ['ccv3', base64(card)],
        ])
        const { assets } = readCard(file)
        expect(assets.map(({ place }) => place.in)).toEqual(['base64', 'image', 'uri'])
        expect(assets.map((part) => Buffer.from(readAsset(file, part)))).toEqual([smile, file, smile])
      })

      test('of a CHARX is read whether it is packed or not', () => {
        const card = withAssets([asset('smile', 'embeded://a/smile.png'), asset('long', 'embeded://a/long.txt')])
        const file = zipSync({
          'card.json': strToU8(JSON.stringify(card)),
          'a/smile.png': [smile, { level: 0 }],
          'a/long.txt': [long, { level: 9 }],
        })
        const { assets } = readCard(file)
        expect(assets.map(({ place }) => place.in)).toEqual(['stored', 'deflated'])
        expect(assets.map((part) => Buffer.from(readAsset(file.slice().buffer, part)))).toEqual([smile, long])
      })

      test('that is damaged is refused with the place in the file', () => {
        const text = smile.toString('base64')
        const file = png([
          ['chara-ext-asset_:0', `${text.slice(0, 5)}!${text.slice(6)}`],
          ['ccv3', base64(withAssets([asset('smile', '__asset:0')]))],
        ])
        const [part] = readCard(file).assets
        const offset = file.indexOf('!')
        const error = thrown(() => readAsset(file, part!))
        expect(error).toMatchObject({ code: 'invalid_base64', offset })
        expect(error.message).toMatch(new RegExp(`, at byte ${offset}$`))
      })

      test('that is packed and damaged is refused with its place in the file', () => {
        const card = withAssets([asset('long', 'embeded://a/long.txt')])
        const file = zipSync({ 'card.json': strToU8(JSON.stringify(card)), 'a/long.txt': [long, { level: 9 }] })
        const [part] = readCard(file).assets
        const { offset } = part!.place as { offset: number }
        expect(offset).toBeGreaterThan(0)
        file.fill(255, offset, offset + 4)
        expect(thrown(() => readAsset(file, part!))).toMatchObject({ code: 'invalid_deflate', offset })
      })

      test('of another file is refused', () => {
        const card = strToU8(JSON.stringify(withAssets([asset('smile', 'embeded://a/smile.png')])))
        const files = [0, 9].flatMap((level) => {
          const options = { level: level as 0 | 9 }
          const content = { 'card.json': card, 'a/smile.png': long }
          return [zipSync(content, options), zipSync({ 'a/other.png': long, ...content }, options)]
        })
        const keyword = 'chara-ext-asset_:0'
        files.push(new Uint8Array(png([[keyword, base64('smile')], ['ccv3', base64(withAssets([asset('smile', '__asset:0')]))]])))
        for (const own of files) {
          const [part] = readCard(own).assets
          for (const other of files) {
            const read = () => readAsset(other, part!)
            if (own === other) expect(read().length).toBeGreaterThan(0)
            else expect(thrown(read).code).toBe('asset_not_found')
          }
        }
      })

      test('that is not in the file is refused', () => {
        const file = cardPng(withAssets([asset('far', 'https://example.com/a.png'), asset('lost', '__asset:7')]))
        const { assets } = readCard(file)
        expect(assets.map(({ place }) => place.in)).toEqual(['elsewhere', 'missing'])
        for (const part of assets) expect(thrown(() => readAsset(file, part)).code).toBe('asset_not_found')
        const [part] = assets
        const behind = { ...part!, place: { in: 'stored', offset: file.length, length: 1 } } as const
        expect(thrown(() => readAsset(file, behind)).code).toBe('asset_not_found')
      })
    })

    describe('a lorebook', () => {
      const world = { entries: { 0: { uid: 0, key: ['salt'], content: 'Salt.', order: 5, price: '{}' } } }
      const file = JSON.stringify(world).replace('"{}"', '1.50')

      test('becomes any other and comes back', () => {
        const { lorebook, format, warnings } = readLorebook(file)
        expect({ format, warnings }).toEqual({ format: 'silly_tavern', warnings: [] })
        expect(lorebook.entries).toMatchObject([{ keys: ['salt'], content: 'Salt.', insertion_order: 5 }])
        const standard = writeLorebook(file, 'lorebook_v3')
        expect(readLorebook(standard)).toEqual({ lorebook, format: 'lorebook_v3', warnings: [] })
        expect(JSON.parse(writeLorebook(bytes(standard), 'silly_tavern'))).toEqual(JSON.parse(file))
        expect(JSON.parse(writeLorebook(lorebook, 'character_book'))).toMatchObject({ entries: [{ keys: ['salt'] }] })
      })

      test('keeps the spelling of its numbers', () => {
        expect(writeLorebook(file, 'lorebook_v3')).toContain(':1.50')
      })

      test('of a card is read from its JSON, its PNG and its CHARX', () => {
        const archive = zipSync({ 'card.json': strToU8(JSON.stringify(v2)) })
        for (const file of [JSON.stringify(v2), cardPng(v2), archive]) {
          expect(readLorebook(file).lorebook.entries).toMatchObject(v2.data.character_book.entries)
        }
      })
    })

    describe('an argument', () => {
      const card = JSON.stringify(v3)

      test.for<[string, object, string]>([
        ['another format', { format: 'gif' }, '/format'],
        ['no format', {}, '/format'],
        ['another version', { format: 'json', spec: 'v4' }, '/spec'],
        ['a version that CHARX does not hold', { format: 'charx', spec: 'v2' }, '/spec'],
      ])('of %s is refused with its place', ([, options, path]) => {
        const error = thrown(() => writeCard(card, options as Parameters<typeof writeCard>[1]))
        expect(error).toMatchObject({ code: 'invalid_value', path })
      })

      test('that is no source is refused', () => {
        const write = (source: Uint8Array | string) => () => writeCard(card, { format: 'png', source })
        for (const [source, code] of [
          ['', 'empty_file'],
          ['<!doctype html>', 'web_page'],
          ['GIF89a', 'no_card_in_image'],
          ['hello', 'not_a_card'],
        ] as const) {
          expect(thrown(write(bytes(source)))).toMatchObject({ code, path: '/source' })
          expect(write(source)).toThrow(TypeError)
          expect(() => leftOut(card, { format: 'png', source })).toThrow(TypeError)
        }
        expect(readCard(write(card)()).card.data.name).toBe('Ada')
        const cover = 'cover.png' as unknown as Uint8Array
        expect(() => writeCard(card, { format: 'png', cover })).toThrow(TypeError)
      })

      test('of other functions is refused with its place', () => {
        expect(thrown(() => leftOut(card, { format: 'json', spec: 'v4' as 'v3' }))).toMatchObject({ code: 'invalid_value', path: '/spec' })
        expect(thrown(() => writeLorebook('{"entries": []}', 'risu' as 'lorebook_v3'))).toMatchObject({
          code: 'invalid_value',
          path: '/format',
        })
        const nowhere = { ...asset('a', 'b'), place: { in: 'attic' } } as unknown as Parameters<typeof readAsset>[1]
        expect(thrown(() => readAsset(cardPng(v3), nowhere))).toMatchObject({ code: 'invalid_value', path: '/place/in' })
      })

      test.for([undefined, null, 'png'])('of %j in the place of options is refused in words', (options) => {
        const call = () => writeCard(card, options as unknown as Parameters<typeof writeCard>[1])
        expect(call).toThrow(new TypeError('writeCard needs options, with the `format` of the file'))
      })

      test.for([
        [{ format: 'json', version: 'v2' }, '`version`'],
        [{ format: 'json', Spec: 'v2', picture: undefined }, '`Spec`, `picture`'],
      ] as const)('with an option that there is not is refused by its name: %j', ([options, names]) => {
        expect(() => writeCard(card, options)).toThrow(new TypeError(`writeCard has no option ${names}`))
      })

      test.for([undefined, null, 'main'])('of %j in the place of an asset is refused in words', (part) => {
        const call = () => readAsset(cardPng(v3), part as unknown as Parameters<typeof readAsset>[1])
        expect(call).toThrow(new TypeError('an asset has to be one of the `assets` that readCard gave'))
      })

      test('that is a whole import is refused with the part that is meant', () => {
        const whole = (name: string) => new TypeError(`this is a whole import: give the \`${name}\` in it`)
        const file = cardPng(v2)
        const [read, book] = [readCard(file), readLorebook(file)] as unknown as [Card, Lorebook]
        expect(() => writeCard(read, { format: 'png' })).toThrow(whole('card'))
        expect(() => leftOut(read, { format: 'json', spec: 'v1' })).toThrow(whole('card'))
        expect(() => writeLorebook(book, 'silly_tavern')).toThrow(whole('lorebook'))
        expect(() => leftOutOfLorebook(book, 'character_book')).toThrow(whole('lorebook'))
        expect(() => writeCard(book as unknown as Card, { format: 'png' })).toThrow(whole('lorebook'))
      })

      test('that has the fields of an import and no part of one is left to the core', () => {
        const odd = { ...v3, format: 'odd', warnings: [] } as unknown as Card
        expect(JSON.parse(json(odd))).toMatchObject({ format: 'odd', warnings: [] })
      })

      test('that is wrong leaves the core as it is', () => {
        expect(thrown(() => writeCard('{', { format: 'png' }))).toBeInstanceOf(CuecardError)
        expect(thrown(() => readLorebook('hello')).code).toBe('not_a_lorebook')
        expect(readCard(card).card.data.name).toBe('Ada')
      })
    })

    describe('memory', () => {
      test('of a result is its own', () => {
        const written = writeCard(JSON.stringify(v3), { format: 'png' })
        const copy = written.slice()
        expect(written.buffer.byteLength).toBe(written.byteLength)
        writeCard(cardPng(v2), { format: 'charx' })
        expect(written).toEqual(copy)
      })

      test('of a file is let go', async () => {
        setFlagsFromString('--expose-gc')
        const collectGarbage = runInNewContext('gc') as () => void
        const files = [1, 2, 3].map(() => {
          const file = new Uint8Array(cardPng(v3))
          writeCard(file, { format: 'charx', source: file, cover: file })
          readCard(file)
          return new WeakRef(file)
        })
        await new Promise((resolve) => setTimeout(resolve, 10))
        collectGarbage()
        expect(files.map((file) => file.deref())).toEqual([undefined, undefined, undefined])
      })
    })
  },
)
