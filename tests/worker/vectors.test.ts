/** The vectors of `tests/vectors`, run by the built Worker; the README there says what each suite is. */

import type { Import, Prompt } from 'cuecard'
import { describe, expect, test } from 'vitest'

import { newUser } from '../support/accounts.js'
import { wireCue } from '../support/calls.js'
import { ask, expectProblem, post, postJson } from '../support/http.js'
import { bytesOf, codes, isLimited, vectorsOf } from '../support/vectors.js'
import type { CardVector, ChatVector, Expected, LoreVector, PromptVector } from '../support/vectors.js'

describe('card', () => {
  const vectors = vectorsOf<CardVector>('card')

  test.skip.each(vectors.filter(isLimited))('$name (limits that only Rust can set)', () => {})

  test.each(vectors.filter((vector) => !isLimited(vector)))('$name', async ({ file, card, format, warnings, error }) => {
    const response = await post('/v1/characters/import', bytesOf(file), 'application/octet-stream')
    if (error !== undefined) {
      await expectProblem(response, 422, error.code, placeOf(error))
      return
    }
    expect(response.status).toBe(201)
    const read = (await response.json()) as Import
    expect({ card: read.card, format: read.format, warnings: codes(read.warnings) }).toEqual({
      card,
      format,
      warnings: warnings ?? [],
    })
  })
})

describe('lore', () => {
  test.each(vectorsOf<LoreVector>('lore'))('$name', async ({ books, chat, hits, warnings, error }) => {
    const messages = chat.slice(0, -1).map((content) => ({ role: 'user', content }))
    const response = await preview({ lorebooks: books, messages, text: chat.at(-1) ?? '' })
    if (error !== undefined) {
      // The book stands in a list here, and alone in the vector.
      const path = error.path === undefined ? undefined : `/lorebooks/0${error.path}`
      await expectProblem(response, 400, error.code, { path })
      return
    }
    const prompt = (await response.json()) as Prompt
    expect({ hits: prompt.lore, warnings: codes(prompt.warnings) }).toEqual({ hits, warnings: warnings ?? [] })
  })
})

describe('prompt', () => {
  test.each(vectorsOf<PromptVector>('prompt'))('$name', async ({ input, prompt, error }) => {
    const response = await preview(input)
    if (error !== undefined) await expectProblem(response, 400, error.code, placeOf(error))
    else expect(await response.json()).toMatchObject(prompt ?? {})
  })
})

describe('chat', () => {
  const answers = vectorsOf<ChatVector>('chat').filter(({ stream }) => stream === 'ollama')

  test.each(answers)('$name', async ({ wire, deltas }) => {
    const question = { user_id: newUser(), text: wireCue(bytesOf(wire)).text, brain: 'ollama' }
    const text = deltas.map(({ type, text }) => (type === 'text' ? text : '')).join('')
    const last = deltas.at(-1)
    if (text === '') {
      // Nothing was said, so that HTTP can still tell.
      await expectProblem(await postJson('/ask', question), 502, 'provider_failed')
      return
    }
    const answer = await ask(question)
    expect(answer.text).toBe(text)
    if (answer.kind === 'done') expect(answer.end.finish).toBe(last?.reason)
    else expect(answer.end.code).toBe(last?.code)
  })
})

/** Naming a card, be it none, makes a preview one of an assembly and not of a question. */
const preview = (input: object): Promise<Response> => postJson('/v1/preview', { card: null, ...input })

function placeOf({ offset, path }: Expected): object {
  return { ...(offset !== undefined && { offset }), ...(path !== undefined && { path }) }
}
