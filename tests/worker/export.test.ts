/** `GET /v1/characters/{id}/export`: what came in goes out again. */

import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'

import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'

import { keeper, salt } from '../support/cards.js'
import { exported, imported, newName } from '../support/characters.js'
import type { Imported } from '../support/characters.js'
import { containers } from '../support/containers.js'
import { OPEN } from '../support/context.js'
import { startDirect } from '../support/direct.js'
import type { Direct } from '../support/direct.js'
import { at, expectProblem, get } from '../support/http.js'
import { cardPng, chunk, chunks, png } from '../support/png.js'
import { unzip, zip } from '../support/zip.js'

const SERAPHINA = new URL('../../../shared/fixtures/cards/st-1.18.0_default_Seraphina.png', import.meta.url)

/** Fields that V1 has. */
const V1 = ['name', 'description', 'personality', 'scenario', 'first_mes', 'mes_example', 'creator_notes', 'tags']

const TARGETS = [
  ['png', 'v1'],
  ['png', 'v2'],
  ['png', 'v3'],
  ['json', 'v1'],
  ['json', 'v2'],
  ['json', 'v3'],
  ['charx', 'v3'],
] as const

const TYPES = { png: 'image/png', json: 'application/json; charset=utf-8', charx: 'application/zip' }

/** The card without the addresses of its files, which are others in another container. */
function data({ card }: Imported): Record<string, unknown> {
  const { assets: _, ...data } = card.data
  return data
}

const pick = (data: Record<string, unknown>) => V1.map((name) => data[name])

describe.for(Object.keys(containers(keeper('Ada'))))('a card from %s', (kind) => {
  let read: Imported
  beforeAll(async () => {
    const { file } = containers(keeper(newName()))[kind] ?? expect.fail(kind)
    read = await imported(file)
  })

  test.for(TARGETS)('comes back from %s of %s as it was', async ([format, spec]) => {
    const { file, headers } = await exported(read.character, `?format=${format}&spec=${spec}`)
    expect(headers.get('content-type')).toBe(TYPES[format])
    expect(headers.get('x-content-type-options')).toBe('nosniff')
    expect(headers.get('cache-control')).toBe('no-cache')
    const again = await imported(file)
    expect(again.format).toMatchObject({ container: format, spec })
    expect(again.warnings).toEqual([])
    if (spec === 'v1') expect(pick(data(again))).toEqual(pick(data(read)))
    else expect(data(again)).toEqual(data(read))
  })
})

describe('an export', () => {
  test('is a PNG of V3 where nothing else is asked for, by slug and by id', async () => {
    const { character } = await imported(cardPng(keeper(newName())))
    const { file, headers } = await exported(character)
    expect(headers.get('content-type')).toBe('image/png')
    expect((await exported(character, '?format=png&spec=v3')).file.equals(file)).toBe(true)
    expect((await exported({ ...character, char_id: character.id })).file.equals(file)).toBe(true)
    const texts = chunks(file).filter(({ kind }) => kind === 'tEXt')
    expect(texts.map(({ body }) => body.toString('latin1', 0, 5))).toEqual(['chara', 'ccv3\0'])
  })

  test('has the chunks of the picture that it came in', async () => {
    const foreign = chunk('teSt', Buffer.from([0, 1, 254, 255]))
    const comment = chunk('tEXt', Buffer.from('Comment\0a lighthouse', 'latin1'))
    const source = cardPng(keeper(newName()), 'chara', [foreign, comment])
    const { character } = await imported(source)
    const others = (file: Buffer) => chunks(file).filter(({ body }) => !/^(chara|ccv3)\0/.test(body.toString('latin1')))
    for (const spec of ['v1', 'v2', 'v3']) {
      expect(others((await exported(character, `?spec=${spec}`)).file)).toEqual(others(source))
    }
  })

  test('has the files of the archive that it came in', async () => {
    const others = [
      { name: 'module.risum', bytes: Buffer.from([111, 0, 255, 254, 0]) },
      { name: 'x_meta/灯.json', bytes: '{"kept": true}'.repeat(50), packed: true },
      { name: 'assets/other/blob.bin', bytes: Buffer.alloc(5_000, 'ab'), packed: true },
    ]
    const json = { name: 'card.json', bytes: JSON.stringify(keeper(newName())), packed: true }
    const source = zip([...others.slice(0, 1), json, ...others.slice(1)])
    const { character, card } = await imported(source)
    const { file } = await exported(character, '?format=charx')
    const [before, after] = [unzip(source), unzip(file)]
    expect([...after.keys()].sort()).toEqual([...before.keys()].sort())
    for (const { name } of others) expect(after.get(name), name).toEqual(before.get(name))
    expect(JSON.parse(after.get('card.json')?.bytes.toString() ?? '')).toEqual(card)
  })

  test('takes pictures and files along from one container to another', async () => {
    const icon = png([['Comment', 'the icon']])
    const sound = Buffer.alloc(3_000, 'sea')
    const assets = [
      { type: 'icon', name: 'main', uri: 'embeded://assets/icon/images/main.png', ext: 'png' },
      { type: 'x_sound', name: 'sea', uri: 'embeded://assets/other/audio/sea.mp3', ext: 'mp3' },
    ]
    const card = keeper(newName())
    const source = zip([
      { name: 'card.json', bytes: JSON.stringify({ ...card, data: { ...card.data, assets } }) },
      { name: 'assets/icon/images/main.png', bytes: icon },
      { name: 'assets/other/audio/sea.mp3', bytes: sound, packed: true },
    ])
    const picture = (await exported((await imported(source)).character)).file
    expect(chunks(picture)[1]).toEqual(chunks(icon)[1])
    const back = (await exported((await imported(picture)).character, '?format=charx')).file
    const files = [...unzip(back).values()].map(({ bytes }) => bytes)
    expect(files.some((bytes) => bytes.equals(sound))).toBe(true)
    expect(files.some((bytes) => bytes.equals(icon))).toBe(true)
  })

  test('spells numbers as they came', async () => {
    const numbers = '{"a":1.0,"b":1e2,"c":12345678901234567890.10,"d":-0,"e":1E+400}'
    const card = JSON.stringify(keeper(newName())).replace('"extensions":{', `"extensions":{"numbers":${numbers},`)
    for (const file of [cardPng(card), Buffer.from(card), zip([{ name: 'card.json', bytes: card }])]) {
      const { character } = await imported(file)
      for (const spec of ['v2', 'v3']) {
        const { file } = await exported(character, `?format=json&spec=${spec}`)
        expect(file.toString()).toContain(`"numbers":${numbers}`)
      }
      const { file: picture } = await exported(character)
      const last = chunks(picture).findLast(({ kind }) => kind === 'tEXt')?.body.toString('latin1') ?? ''
      expect(Buffer.from(last.slice(5), 'base64').toString()).toContain(numbers)
    }
  })

  test('says what the version has no place for', async () => {
    const { data, ...head } = keeper(newName())
    const character_book = { extensions: {}, entries: [{ ...salt, content: `@@depth 2\n${salt.content}` }] }
    const more = { nickname: 'Lamp', character_book, 'odd,\r\n"name"': 1 }
    const { character } = await imported(Buffer.from(JSON.stringify({ ...head, data: { ...data, ...more } })))
    const leftOut = async (query: string) => (await exported(character, query)).headers.get('x-cuecard-left-out')
    expect(await leftOut('?format=json&spec=v3')).toBeNull()
    expect(await leftOut('?format=charx')).toBeNull()
    expect(await leftOut('')).toBeNull()
    expect(await leftOut('?format=json&spec=v2')).toBe('nickname, decorators')
    expect(await leftOut('?spec=v2')).toBe('nickname, decorators')
    const v1 = (await leftOut('?spec=v1'))?.split(', ')
    expect(v1).toEqual(expect.arrayContaining(['nickname', 'odd%2C%0D%0A%22name%22']))
  })

  test('says what of the file goes into none of another kind', async () => {
    const lost = async (file: Uint8Array) => {
      const { character } = await imported(file)
      const asked = ['charx', 'json', 'png'].map((format) => exported(character, `?format=${format}`))
      return (await Promise.all(asked)).map(({ headers }) => headers.get('x-cuecard-left-out'))
    }
    const book = chunk('tEXt', Buffer.from(`naidata\0${btoa('{"lorebookVersion": 5, "entries": []}')}`, 'latin1'))
    expect(await lost(cardPng(keeper(newName()), 'ccv3', [book]))).toEqual(['lorebooks', 'picture, lorebooks', null])
    const card = { name: 'card.json', bytes: JSON.stringify(keeper(newName())) }
    expect(await lost(zip([card, { name: 'module.risum', bytes: 'x' }]))).toEqual([null, 'files', 'files'])
  })

  test('names a few of thousands of fields that it leaves out', async () => {
    const card = keeper(newName())
    const fields = Object.fromEntries(Array.from({ length: 5_000 }, (_, index) => [`${'x'.repeat(100)}${index}`, 1]))
    const { character } = await imported(Buffer.from(JSON.stringify({ ...card, data: { ...card.data, ...fields } })))
    const { headers } = await exported(character, '?format=json&spec=v1')
    const names = headers.get('x-cuecard-left-out')?.split(', ') ?? []
    expect([names.length, names.at(-1)]).toEqual([33, '...'])
  })

  test('of a real card has its picture, byte for byte', async ({ skip }) => {
    if (!existsSync(SERAPHINA)) {
      console.log(`skipped: ${SERAPHINA.pathname} is not there`)
      skip()
    }
    const source = await readFile(SERAPHINA)
    const { character, card } = await imported(source)
    const { file } = await exported(character)
    const pixels = (file: Buffer) => chunks(file).filter(({ kind }) => kind !== 'tEXt')
    expect(pixels(file)).toEqual(pixels(source))
    expect((await imported(file)).card).toEqual(card)
  })
})

describe('the name of the file', () => {
  const long = '灯'.repeat(500)

  test.for<[name: string, plain: RegExp, own: string]>([
    ['Ada', /^ada(_\w+)?\.json$/, 'Ada.json'],
    ['Ada "the lamp" Lovelace', /^ada_the_lamp_lovelace(_\w+)?\.json$/, 'Ada _the lamp_ Lovelace.json'],
    ['a\r\nset-cookie: x=y\r\n', /^a_set_cookie_x_y(_\w+)?\.json$/, 'aset-cookie_ x=y.json'],
    ['../../etc/passwd', /^etc_passwd(_\w+)?\.json$/, '_.._etc_passwd.json'],
    ['C:\\con.exe\0', /^c_con_exe(_\w+)?\.json$/, 'C__con.exe.json'],
    ['灯台守 🕯️; é%', /^character(_\w+)?\.json$/, '灯台守 🕯️; é%.json'],
    ['lamp\u202Egnp.exe', /^lamp_gnp_exe(_\w+)?\.json$/, 'lampgnp.exe.json'],
    [long, /^character(_\w+)?\.json$/, `${'灯'.repeat(60)}.json`],
  ])('of %j is harmless', async ([name, plain, own]) => {
    const { character } = await imported(Buffer.from(JSON.stringify(keeper(name))))
    const { headers } = await exported(character, '?format=json')
    const value = headers.get('content-disposition') ?? ''
    const [, ascii = '', encoded = ''] = /^attachment; filename="([^"]*)"; filename\*=UTF-8''([^ ;]*)$/.exec(value) ?? []
    expect(ascii).toMatch(plain)
    expect(ascii).toBe(`${character.char_id}.json`)
    expect(encoded).toMatch(/^[\w!#$&+.^`|~%-]+$/)
    expect(decodeURIComponent(encoded)).toBe(own)
    expect(headers.get('set-cookie')).toBeNull()
  })

  test('is the plain one where nothing of the name is left', async () => {
    const { character } = await imported(Buffer.from(JSON.stringify(keeper('...\u202E'))))
    const { headers } = await exported(character, '?format=charx')
    expect(headers.get('content-disposition')).toContain(`filename*=UTF-8''${character.char_id}.charx`)
  })
})

describe('an export that the client has', () => {
  test.for(['', '?format=json&spec=v2', '?format=charx'])('is not sent again: %j', async (query) => {
    const { character } = await imported(cardPng(keeper(newName())))
    const { file, headers } = await exported(character, query)
    const etag = headers.get('etag') ?? ''
    expect(etag).toMatch(/^"[0-9a-f]{32}"$/)
    const again = await exported(character, query)
    expect([again.headers.get('etag'), again.file.equals(file)]).toEqual([etag, true])
    const ask = (tag: string) =>
      fetch(at(`/v1/characters/${character.char_id}/export${query}`), { headers: { 'if-none-match': tag } })
    for (const tag of [etag, `W/${etag}`, `"other", ${etag}`, '*']) {
      const response = await ask(tag)
      expect([response.status, (await response.bytes()).length, response.headers.get('etag')]).toEqual([304, 0, etag])
    }
    for (const tag of ['"other"', etag.slice(1, -1), 'W/']) expect((await ask(tag)).status).toBe(200)
  })

  test('has another validator for each kind of file', async () => {
    const { character } = await imported(cardPng(keeper(newName())))
    const tags = TARGETS.map(async ([format, spec]) => {
      return (await exported(character, `?format=${format}&spec=${spec}`)).headers.get('etag')
    })
    expect(new Set(await Promise.all(tags)).size).toBe(TARGETS.length)
  })
})

describe('an export is refused', () => {
  test.for([
    ['?format=gif', '?format'],
    ['?format=', '?format'],
    ['?format=PNG', '?format'],
    ['?spec=v4', '?spec'],
    ['?spec=3', '?spec'],
    ['?format=charx&spec=v2', '?spec'],
    ['?format=png&format=json', '?'],
  ] as const)('with the query %s', async ([query, path]) => {
    const problem = await get(`/v1/characters/arieol/export${query}`)
    const { detail } = await expectProblem(problem, 400, 'invalid_value', { path })
    if (path !== '?') expect(detail).toMatch(new RegExp(`, in \\${path}$`))
  })

  test.for([
    ['?version=v2', '?version'],
    ['?format=json&Spec=v2', '?Spec'],
    ['?format=gif&cover=1', '?cover'],
  ] as const)('with a name that it does not know: %s', async ([query, path]) => {
    const problem = await get(`/v1/characters/arieol/export${query}`)
    const { detail } = await expectProblem(problem, 400, 'unknown_field', { path })
    expect(detail).toContain(path.slice(1))
  })

  test.for(['nobody_at_all', '%FF', '%00', "'%20OR%201=1", '..%2Farieol', 'ARIEOL', 'x'.repeat(4_000)])(
    'where there is no such character: %s',
    async (id) => {
      for (const what of ['export', 'avatar']) {
        await expectProblem(await get(`/v1/characters/${id}/${what}`), 404, 'character_not_found')
      }
    },
  )

  test('where a file of the card is damaged, with its place', async () => {
    const card = keeper(newName())
    const assets = [{ type: 'x_sound', name: 'sea', uri: 'embeded://sea.mp3', ext: 'mp3' }]
    const file = zip([
      { name: 'card.json', bytes: JSON.stringify({ ...card, data: { ...card.data, assets } }) },
      { name: 'sea.mp3', bytes: 'sea '.repeat(100), packed: true, announced: 10 },
    ])
    const { character } = await imported(file)
    const path = `/v1/characters/${character.char_id}/export`
    await expectProblem(await get(path), 422, 'invalid_zip', { offset: file.indexOf('PK\x03\x04', 4, 'latin1') + 37 })
    // As it came it goes out: nothing of it is unpacked.
    expect((await get(`${path}?format=charx`)).status).toBe(200)
  })
})

describe('a character whose file is gone', () => {
  let worker: Direct
  beforeAll(async () => {
    worker = await startDirect(inject('folder'), 'gone', OPEN)
  })
  afterAll(() => worker?.stop())

  test('is exported from its card alone, with its initials for a picture', async () => {
    const body = new Uint8Array(cardPng(keeper('Ada Lovelace'), 'ccv3', [chunk('teSt')]))
    const post = await fetch(new URL('/v1/characters/import', worker.url), { method: 'POST', body })
    const { character, card } = (await post.json()) as Imported
    const ask = (query: string, headers = {}) =>
      fetch(new URL(`/v1/characters/${character.char_id}/${query}`, worker.url), { headers })
    const file = async (query: string) => {
      const response = await ask(query)
      expect(response.status).toBe(200)
      return Buffer.from(await response.arrayBuffer())
    }
    const etags = async () => [(await ask('export')).headers.get('etag'), (await ask('avatar')).headers.get('etag')]
    expect(chunks(await file('export')).map(({ kind }) => kind)).toContain('teSt')
    const whole = await etags()
    expect(whole).toEqual([expect.stringMatching(/^"\w+"$/), expect.stringMatching(/^"\w+"$/)])
    const files = await worker.files()
    for (const { key } of (await files.list()).objects) await files.delete(key)
    // Who has the whole one keeps it, and nothing is made to find that out; what is made now is not that one.
    const [ofExport, ofAvatar] = whole
    expect((await ask('export', { 'if-none-match': ofExport })).status).toBe(304)
    expect((await ask('avatar', { 'if-none-match': ofAvatar })).status).toBe(304)
    expect((await ask('export?spec=v2', { 'if-none-match': ofExport })).status).toBe(200)
    expect(await etags()).toEqual([null, null])
    const picture = await file('export')
    expect(chunks(picture).map(({ kind }) => kind)).toEqual(['IHDR', 'PLTE', 'IDAT', 'tEXt', 'tEXt', 'tEXt', 'IEND'])
    expect((await imported(picture)).card).toEqual(card)
    expect(JSON.parse((await file('export?format=json')).toString())).toEqual(card)
    expect(chunks(await file('avatar')).map(({ kind }) => kind)).toEqual(['IHDR', 'PLTE', 'IDAT', 'IEND'])
  })
})

test('a character of the first hour is exported with its initials for a picture', async () => {
  for (const [format, spec] of TARGETS) {
    const { file } = await exported({ id: '', char_id: 'arieol', display_name: '', avatar: '' }, `?format=${format}&spec=${spec}`)
    const { card, warnings } = await imported(file)
    expect([card.data.name, warnings]).toEqual(['Arieol', []])
  }
})
