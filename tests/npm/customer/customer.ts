/** What a customer may write, and what the compiler has to refuse. `types.test.ts` compiles it; it never runs. */

import {
  assemble,
  CuecardError,
  init,
  isReady,
  leftOut,
  leftOutOfLorebook,
  readAsset,
  readCard,
  readLorebook,
  readPicture,
  readStream,
  writeCard,
  writeLorebook,
} from 'cuecard'
import type {
  Asset,
  AssembleInput,
  Card,
  CardAsset,
  CardData,
  Delta,
  ErrorCode,
  Import,
  JsonValue,
  Picture,
  Prompt,
} from 'cuecard'
import wasm from 'cuecard/core.wasm'
import * as formats from 'cuecard/formats'
import formatsWasm from 'cuecard/formats.wasm'

await init()
await init(new URL('https://example.com/core.wasm'))
await init(fetch('/core.wasm'))
await init(wasm)

const ready: boolean = isReady()
const card: Card = readCard(new Uint8Array()).card
readCard(new ArrayBuffer(0))
readCard('{}')
// @ts-expect-error a Blob has to be read first
readCard(new Blob())

await formats.init(formatsWasm)
const imported: Import = formats.readCard('name: Ada')
// @ts-expect-error prompts are assembled by the other entry
formats.assemble({ text: '' })
const file = new Blob([writeCard(card, { format: 'png' }), formats.writeCard('', { format: 'charx', spec: 'v3' })])
writeCard(new ArrayBuffer(0), { format: 'json', spec: 'v2', source: new Uint8Array(), cover: new ArrayBuffer(0) })
// @ts-expect-error the format is required
writeCard(card, { spec: 'v3' })
// @ts-expect-error a GIF holds no card
writeCard(card, { format: 'gif' })
const names: string[] = leftOut(card, { format: 'json', spec: 'v1', source: new Uint8Array() })
// @ts-expect-error a version alone is no file
leftOut(card, 'v1')

function sizeOf(asset: Asset, bytes: Uint8Array): number {
  // @ts-expect-error only some places have a length
  asset.place.length
  return asset.place.in === 'deflated' ? asset.place.unpacked : readAsset(bytes, asset).length
}

const picture: Picture | undefined = readPicture(new Uint8Array())
const blob = picture && new Blob([picture.bytes], { type: picture.type })
const icon: CardAsset = { type: 'icon', uri: 'ccdefault:', name: 'main', ext: 'png' }
card.data.assets = [...(card.data.assets ?? []), icon]
// @ts-expect-error an address is required
card.data.assets.push({ type: 'icon', name: 'main', ext: 'png' })
const uris: string[] = card.data.assets.map(({ uri }) => uri)

const { lorebook, format } = readLorebook('{}')
const world: string = writeLorebook(lorebook, format === 'risu' ? 'lorebook_v3' : 'silly_tavern')
const lost: string[] = leftOutOfLorebook(lorebook, 'character_book')
// @ts-expect-error some formats are only read
writeLorebook(lorebook, format)

const name: string = card.data.name
const nickname: string | undefined = card.data.nickname
const unknown: JsonValue | undefined = card.data.somebody_elses
// @ts-expect-error an unknown field can be anything
const wrong: string = card.data.somebody_elses
const json: JsonValue = card

const input: AssembleInput = { text: 'Hello', card, lorebooks: [{ entries: [] }], brain: { kind: 'scripted' } }
const prompt: Prompt = assemble(input)
assemble({ text: '', card: JSON.parse('{}') as { [field: string]: JsonValue } })
// @ts-expect-error the text is required
assemble({ card })
const first: string | undefined = prompt.messages[0]?.content

async function show(response: Response, signal: AbortSignal): Promise<string> {
  let text = ''
  for await (const delta of readStream(response, { signal })) {
    if (delta.type === 'text') text += delta.text
    if (delta.type === 'done') text += `${delta.charged}${delta.passages[0]?.page_id ?? ''}`
  }
  return text
}

function explain(error: unknown): ErrorCode | undefined {
  if (!(error instanceof CuecardError)) return undefined
  if (error.code === 'insufficient_credits' && typeof error.details?.['available'] === 'number') return error.code
  return error.code === 'a_code_of_a_newer_server' ? error.path : undefined
}

function size(delta: Delta): number {
  switch (delta.type) {
    case 'text':
    case 'reasoning':
      return delta.text.length
    case 'usage':
      return delta.output_tokens ?? 0
    case 'done':
      return 0
  }
}

const data: Pick<CardData, 'name'> = { name }
export { blob, lost, uris, data, explain, file, imported, names, sizeOf, world, first, json, nickname, ready, show, size, unknown, wrong }
