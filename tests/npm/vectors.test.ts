/** The vectors of `tests/vectors`, run by the built package; `tests/vectors/README.md` says what each suite is. */

import * as cuecard from 'cuecard'
import { assemble, readCard, readStream } from 'cuecard'
import type { AssembleInput, Asset, Delta } from 'cuecard'
import * as formats from 'cuecard/formats'
import { describe, expect, test } from 'vitest'

import { bytesOf, codes, isLimited, vectorsOf } from '../support/vectors.js'
import type { CardVector, ChatVector, LorebookVector, LoreVector, PromptVector } from '../support/vectors.js'
import { thrown } from './thrown.js'

const isYaml = ({ without_yaml }: CardVector | LorebookVector): boolean => without_yaml !== undefined
const isForAll = (vector: CardVector | LorebookVector): boolean => !isYaml(vector)

/** The vectors go by the limits of a Worker; the package unpacks more, so that there the file ends otherwise. */
const isWithin = ({ error, ...vector }: CardVector): boolean =>
  !isLimited(vector) && error?.code !== 'unpacked_too_large'

const all = vectorsOf<CardVector>('card').filter(isWithin)
const books = vectorsOf<LorebookVector>('lorebook').filter((vector) => !isLimited(vector))

describe.each([
  { entry: 'cuecard', ...cuecard, vectors: all.filter(isForAll) },
  { entry: 'cuecard/formats', ...formats, vectors: all },
])('card, by $entry', ({ leftOut, readAsset, readCard, vectors, writeCard }) => {
  test.each(vectors)('$name', ({ file, card, format, warnings, lorebooks, contains, written, error, ...vector }) => {
    const bytes = bytesOf(file)
    if (error !== undefined) {
      expect(thrown(() => readCard(bytes))).toMatchObject(error)
      return
    }
    const read = readCard(bytes)
    expect({ card: read.card, format: read.format, warnings: codes(read.warnings) }).toEqual({
      card,
      format,
      warnings: warnings ?? [],
    })
    if (vector.assets !== undefined) expect(read.assets).toEqual(vector.assets)
    if (vector.asset_error !== undefined) {
      const [asset] = read.assets as [Asset]
      expect(thrown(() => readAsset(bytes, asset))).toMatchObject(vector.asset_error)
    }
    if (lorebooks !== undefined) expect(read.lorebooks).toEqual(lorebooks)
    const json = new TextDecoder().decode(writeCard(bytes, { format: 'json' }))
    expect(JSON.parse(json)).toEqual(card)
    for (const text of contains ?? []) expect(json).toContain(text)
    if (written === undefined) return
    for (const spec of ['v1', 'v2'] as const) {
      const older = new TextDecoder().decode(writeCard(bytes, { format: 'json', spec }))
      expect(JSON.parse(older)).toEqual(written[spec])
      expect(leftOut(bytes, { format: 'json', spec })).toEqual(written[`${spec}_left_out`])
    }
  })
})

describe('card, by an entry without YAML', () => {
  test.each(all.filter(isYaml))('$name', ({ file, without_yaml }) => {
    expect(thrown(() => readCard(bytesOf(file)))).toMatchObject(without_yaml ?? {})
  })
})

test.skip.each([...vectorsOf<CardVector>('card'), ...vectorsOf<LorebookVector>('lorebook')].filter(isLimited))(
  '$name (limits that only Rust can set)',
  () => {},
)

describe.each([
  { entry: 'cuecard', ...cuecard, vectors: books.filter(isForAll) },
  { entry: 'cuecard/formats', ...formats, vectors: books },
])('lorebook, by $entry', ({ leftOutOfLorebook, readLorebook, vectors, writeLorebook }) => {
  test.each(vectors)('$name', ({ file, lorebook, format, warnings, error, ...vector }) => {
    const bytes = bytesOf(file)
    if (error !== undefined) {
      expect(thrown(() => readLorebook(bytes))).toMatchObject(error)
      return
    }
    const read = readLorebook(bytes)
    expect({ ...read, warnings: codes(read.warnings) }).toEqual({ lorebook, format, warnings: warnings ?? [] })
    const expected = { lorebook_v3: vector.lorebook_v3, character_book: vector.v2, silly_tavern: vector.silly_tavern }
    for (const target of ['lorebook_v3', 'character_book', 'silly_tavern'] as const) {
      const written = writeLorebook(bytes, target)
      if (expected[target] !== undefined) expect(JSON.parse(written)).toEqual(expected[target])
      expect(JSON.parse(writeLorebook(read.lorebook, target)), `${target}, of the object`).toEqual(JSON.parse(written))
      if (target !== 'character_book') expect(leftOutOfLorebook(bytes, target)).toEqual([])
    }
    if (vector.v2_left_out === undefined) return
    expect(leftOutOfLorebook(bytes, 'character_book')).toEqual(vector.v2_left_out)
  })
})

describe('lorebook, by an entry without YAML', () => {
  test.each(books.filter(isYaml))('$name', ({ file, without_yaml }) => {
    expect(thrown(() => cuecard.readLorebook(bytesOf(file)))).toMatchObject(without_yaml ?? {})
  })
})

describe('lore', () => {
  test.each(vectorsOf<LoreVector>('lore'))('$name', ({ books, chat, hits, warnings, error }) => {
    const input = { lorebooks: books, ...saidIn(chat) } as unknown as AssembleInput
    if (error !== undefined) {
      expect(thrown(() => assemble(input)).code).toBe(error.code)
      return
    }
    const prompt = assemble(input)
    expect({ hits: prompt.lore, warnings: codes(prompt.warnings) }).toEqual({ hits, warnings: warnings ?? [] })
  })
})

describe('prompt', () => {
  test.each(vectorsOf<PromptVector>('prompt'))('$name', ({ input, prompt, error }) => {
    const run = () => assemble(input as unknown as AssembleInput)
    if (error !== undefined) expect(thrown(run)).toMatchObject(error)
    else expect(run()).toMatchObject(prompt ?? {})
  })
})

describe('chat', () => {
  const answers = vectorsOf<ChatVector>('chat').filter(({ stream }) => stream === 'text')

  test.each(answers)('$name, whole and at every cut', async ({ wire, deltas }) => {
    const bytes = bytesOf(wire)
    for (let cut = 0; cut <= bytes.length; cut++) {
      expect(await read([bytes.subarray(0, cut), bytes.subarray(cut)]), `cut at ${cut}`).toEqual(deltas)
    }
  })

  /** A failure is thrown here and a delta in the vectors. */
  async function read(pieces: Uint8Array[]): Promise<object[]> {
    const deltas: object[] = []
    try {
      for await (const delta of readStream(new Response(streamOf(pieces)))) deltas.push(delta satisfies Delta)
    } catch (error) {
      const { code, message, details } = error as { code: string; message: string; details?: object }
      deltas.push({ type: 'error', code, message, ...details })
    }
    return deltas
  }
})

function streamOf(pieces: Uint8Array[]): ReadableStream<Uint8Array> {
  return new ReadableStream({
    start(controller) {
      for (const piece of pieces) if (piece.length > 0) controller.enqueue(piece)
      controller.close()
    },
  })
}

/** The last of a chat is what the user says now. */
function saidIn(chat: string[]): Pick<AssembleInput, 'messages' | 'text'> {
  const messages = chat.slice(0, -1).map((content) => ({ role: 'user' as const, content }))
  return { messages, text: chat.at(-1) ?? '' }
}
