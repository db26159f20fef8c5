/** The examples of the package's README, run as they stand there. */

import { readFileSync } from 'node:fs'

import * as cuecard from 'cuecard'
import * as formats from 'cuecard/formats'
import { zipSync, strToU8 } from 'fflate'
import { expect, test, vi } from 'vitest'

import { cardPng, chunk, chunks, png } from '../support/png.js'
import { v2, v3 } from './cards.js'

const README = readFileSync(new URL('../../npm/README.md', import.meta.url), 'utf8')

/** Runs the example below a heading, where `scope` is what a page would have, and gives its variable `result`. */
async function run(heading: string, scope: object, result = 'undefined'): Promise<unknown> {
  const code = new RegExp(`^## ${heading}$[^]*?^\`\`\`ts\n([^]*?)^\`\`\`$`, 'm').exec(README)?.[1]
  if (code === undefined) throw new Error(`the README has no example of ${heading}`)
  const body = code
    .replace(/^import (\{.*\}) from 'cuecard'$/gm, 'const $1 = cuecard')
    .replaceAll("import('cuecard/formats')", 'cuecardFormats')
  const all = { cuecard, cuecardFormats: formats, ...scope }
  const make = new Function(...Object.keys(all), `return (async () => { ${body}\nreturn ${result} })()`)
  return make(...Object.values(all)) as Promise<unknown>
}

/** An element whose addresses are the blobs that they were made of. */
const URL_OF_BLOBS = { createObjectURL: (blob: Blob) => blob }
const printer = () => ({ log: vi.fn<(...words: unknown[]) => void>() })

const foreign = chunk('pHYs', Buffer.from('00000b1300000b1301', 'hex'))
const file = cardPng(v3, 'ccv3', [foreign])

test('Preview a prompt', async () => {
  const console = printer()
  const prompt = await run('Preview a prompt', { console, file: new Blob([new Uint8Array(file)]) }, 'prompt')
  expect(prompt).toMatchObject({ request: { body: expect.stringContaining('spiral-shaped') } })
  expect(console.log.mock.calls.flat().join('\n')).toContain('user: Why is the sky spiral-shaped?')
})

test('Convert a card', async () => {
  const assets = [{ type: 'icon', name: 'main', uri: 'embeded://a/main.png', ext: 'png' }]
  const card = { ...v3, data: { ...v3.data, assets } }
  const charx = zipSync({ 'card.json': strToU8(JSON.stringify(card)), 'a/main.png': png() })
  const [console, image, link] = [printer(), { src: new Blob() }, { href: new Blob() }]
  const fetch = async (): Promise<Response> => new Response(new Uint8Array(charx))
  await run('Convert a card', { URL: URL_OF_BLOBS, console, fetch, image, link })
  expect(image.src.type).toBe('image/png')
  expect(Buffer.from(await image.src.arrayBuffer())).toEqual(png())
  expect(console.log.mock.calls).toEqual([['icon', 'main', png().length]])
  expect(cuecard.readCard(await link.href.arrayBuffer()).card.data.description).toBe(v3.data.description)
})

test('Edit a card', async () => {
  const link = { href: new Blob() }
  const copies = { ...v2, name: 'Ada', first_mes: 'The copy of another program.' }
  const before = cardPng(copies, 'chara', [foreign])
  await run('Edit a card', { URL: URL_OF_BLOBS, file: new Blob([new Uint8Array(before)]), link })
  const written = Buffer.from(await link.href.arrayBuffer())
  const { card } = cuecard.readCard(written)
  expect(card).toMatchObject({ first_mes: copies.first_mes, data: { first_mes: 'Mind the step, {{user}}.' } })
  expect(card.data).toEqual({ ...cuecard.readCard(before).card.data, first_mes: card.data.first_mes })
  expect(chunks(written).map(({ whole }) => whole)).toContainEqual(foreign)
})

test('YAML', async () => {
  const load = (await run('YAML', {}, 'load')) as (file: string) => Promise<cuecard.Import>
  expect((await load('name: Ada\ndescription: Exact.\n')).card.data.name).toBe('Ada')
})

test('Read an answer', async () => {
  const words: string[] = []
  const credits = { textContent: '' }
  const done = '{"finish":"stop","charged":5,"available":95,"brain":"scripted","prompt":"x","passages":[],"usage":null}'
  const answer = `data: Good\n\ndata:  day.\n\nevent: done\ndata: ${done}\n\n`
  const fetch = async (): Promise<Response> =>
    new Response(answer, { headers: { 'content-type': 'text/event-stream' } })
  const bubble = { append: (word: string) => words.push(word) }
  await run('Read an answer', { fetch, bubble, credits })
  expect({ words, credits }).toEqual({ words: ['Good', ' day.'], credits: { textContent: '95' } })
})
