/**
 * What the fake provider does, by name: Ollama's stream as it should be, and every way in which it breaks.
 *
 * Whatever says why something failed holds `CANARY`, which no client and no log may ever see.
 */

import type { Reply } from './reply.js'

/** Stands for a key in the provider's own words. */
export const CANARY = 'sk-canary-123'

/** What every stream says that is not broken. */
export const WORDS = ['The ', 'spiral ', '— 渦 — ', 'turns', '. 🌀\n', 'Twice.']
export const TEXT = WORDS.join('')

/** The first words of streams that break behind them. */
export const HALF = WORDS.slice(0, 2).join('')

/** What Ollama counted. */
export const USAGE = { input_tokens: 26, output_tokens: 5 }

/** What stands in a line beside its content, in bytes: long and still allowed. */
const LONG_BYTES = 280_000

/** Of a busy provider, in seconds: longer than a question should wait. */
export const RETRY_AFTER = '30'

const head = { model: 'llama3:8b', created_at: '2026-01-01T00:00:00Z' }
const says = (content: string) =>
  `${JSON.stringify({ ...head, message: { role: 'assistant', content }, done: false })}\n`
const thinks = (thinking: string) =>
  `${JSON.stringify({ ...head, message: { role: 'assistant', content: '', thinking }, done: false })}\n`
const fails = `${JSON.stringify({ error: `no memory left for ${CANARY}` })}\n`
const finish = `${JSON.stringify({
  ...head,
  message: { role: 'assistant', content: '' },
  done: true,
  done_reason: 'stop',
  total_duration: 5_191_566_416,
  prompt_eval_count: USAGE.input_tokens,
  eval_count: USAGE.output_tokens,
})}\n`

const nothing = { role: 'assistant', content: '' }
const padded = `${JSON.stringify({ ...head, message: nothing, context: '0'.repeat(LONG_BYTES) })}\n`
const whole = [...WORDS.map(says), finish]
const half = WORDS.slice(0, 2).map(says)
const refusal = JSON.stringify({ error: `refused for ${CANARY}` })

/** Longer than a line may be at the edge. */
const TOO_LONG_BYTES = 17 * 1024 * 1024

type Scenario = (reply: Reply) => Promise<void>

/** Answers of which every word arrives. */
const sound = {
  normal: (reply) => reply.send(thinks('A question about the sky.'), ...whole),
  'byte by byte': (reply) => reply.send(...Array.from(Buffer.from(whole.join('')), (byte) => Uint8Array.of(byte))),
  'CRLF and blank lines': (reply) => reply.send(...whole.map((line) => line.replace('\n', '\r\n\r\n'))),
  'one packet': (reply) => reply.send(whole.join('')),
  'no line feed at the end': (reply) => reply.send(...whole.slice(0, -1), finish.trimEnd()),
  'cut inside a character': (reply) => {
    const bytes = Buffer.from(whole.join(''))
    const cut = bytes.indexOf('渦') + 1
    return reply.slowly(100, bytes.subarray(0, cut), bytes.subarray(cut))
  },
  'slow to its first byte': async (reply) => {
    await reply.pause(400)
    await reply.send(...whole)
  },
  'slow to its first word': async (reply) => {
    await reply.write(thinks('Hm.'))
    await reply.pause(300)
    await reply.write(thinks('Well.'))
    await reply.pause(300)
    await reply.send(...whole)
  },
  'slow between words': (reply) => reply.slowly(200, ...whole),
} satisfies Record<string, Scenario>

/** Failures before the first word. */
const early = {
  'status 429': (reply) => reply.refuse(429, refusal, { 'retry-after': RETRY_AFTER }),
  'status 500': (reply) => reply.refuse(500, refusal),
  'status 404': (reply) => reply.refuse(404, refusal),
  'status 401': (reply) => reply.refuse(401, refusal),
  'status 302': (reply) => reply.refuse(302, '', { location: '/elsewhere' }),
  'error line first': (reply) => reply.send(fails),
  'error line behind a thought': (reply) => reply.send(thinks('Hm.'), fails),
  'malformed line first': (reply) => reply.send(`{"message": ${CANARY}\n`),
  'nothing at all': (reply) => reply.send(),
  'done without a word': (reply) => reply.send(thinks('Hm.'), finish),
  'reset at once': (reply) => reply.reset(),
  'reset behind the headers': async (reply) => {
    await reply.write(thinks('Hm.'))
    await reply.reset()
  },
  'silent without headers': (reply) => reply.hang(),
  'silent behind a thought': async (reply) => {
    await reply.write(thinks('Hm.'))
    await reply.hang()
  },
} satisfies Record<string, Scenario>

/** Failures after the first word. */
const late = {
  'error line': (reply) => reply.send(...half, fails),
  'malformed line': (reply) => reply.send(...half, `${CANARY}\n`, ...whole.slice(2)),
  'end without done': (reply) => reply.send(...half),
  'closed inside a line': async (reply) => {
    await reply.write(...half, says('lost').slice(0, 20))
    await reply.cut()
  },
  'reset': async (reply) => {
    await reply.write(...half)
    // A reset overtakes what is still on its way.
    await reply.pause(100)
    await reply.reset()
  },
  'silent': async (reply) => {
    await reply.write(...half)
    await reply.hang()
  },
  'line too long': async (reply) => {
    await reply.write(...half)
    await reply.write('"'.padEnd(TOO_LONG_BYTES, ' '))
    await reply.hang()
  },
} satisfies Record<string, Scenario>

/** Streams without an end. */
const endless = {
  'a word now and then': (reply) => reply.forever(20, says('spiral ')),
  'words as fast as they are read': (reply) => reply.forever(0, says('spiral '.repeat(100))),
} satisfies Record<string, Scenario>

const long = { 'a long line': (reply) => reply.send(padded, ...whole) } satisfies Record<string, Scenario>

const names = <T extends object>(scenarios: T) => Object.keys(scenarios) as (keyof T)[]
export const SOUND = names(sound)
export const EARLY = names(early)
export const LATE = names(late)

export type EarlyFault = keyof typeof early
export type LateFault = keyof typeof late

const scenarios = { ...sound, ...early, ...late, ...endless, ...long }
export type ScenarioName = keyof typeof scenarios

/** What to do for a question that `cue` marked. */
export const scenarioOf = (name: string): Scenario | undefined =>
  Object.hasOwn(scenarios, name) ? scenarios[name as ScenarioName] : undefined
