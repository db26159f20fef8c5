/** The vectors of `tests/vectors`, run by the built package; `tests/vectors/README.md` says what each suite is. */

import { assemble, readCard, readStream } from 'cuecard'
import type { AssembleInput, Delta } from 'cuecard'
import { describe, expect, test } from 'vitest'

import { bytesOf, codes, vectorsOf } from '../support/vectors.js'
import type { CardVector, ChatVector, LoreVector, PromptVector } from '../support/vectors.js'
import { thrown } from './thrown.js'

describe('card', () => {
  test.each(vectorsOf<CardVector>('card'))('$name', ({ file, card, format, warnings, error }) => {
    if (error !== undefined) {
      expect(thrown(() => readCard(bytesOf(file)))).toMatchObject(error)
      return
    }
    const read = readCard(bytesOf(file))
    expect({ card: read.card, format: read.format, warnings: codes(read.warnings) }).toEqual({
      card,
      format,
      warnings: warnings ?? [],
    })
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
