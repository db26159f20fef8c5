/**
 * `node speed.ts FOLDER`: times `readCard` on the inputs that `cuecard-bench` left in FOLDER, and the plain pipeline on
 * those that it can read, in turn. Prints one JSON object a line.
 */

import { readFileSync } from 'node:fs'
import { join } from 'node:path'

import { readCard } from 'cuecard'

import { plainText } from './plain.ts'
import { type Seen, seen } from './seen.ts'

interface Input {
  name: string
  file: string
  card: { name: string; entries: number } | null
  goal_ms: number | null
  goal_ratio: number | null
}

const WARM_UP = 10
const RUNS = 25

const [folder = ''] = process.argv.slice(2)
const inputs: Input[] = JSON.parse(readFileSync(join(folder, 'inputs.json'), 'utf8'))
for (const { name, file, card, ...goals } of inputs) {
  const bytes = new Uint8Array(readFileSync(file))
  const result = card === null ? refusal(name, bytes) : reading(name, bytes, card)
  console.log(JSON.stringify({ name, place: 'wasm in Node', ...result, ...goals }))
}

function reading(name: string, bytes: Uint8Array, card: NonNullable<Input['card']>): object {
  const ours = () => readCard(bytes).card
  const peer = () => JSON.parse(plainText(bytes))
  for (const read of [ours, peer]) {
    check(name, seen(read()), card)
  }
  const [ms, peer_ms] = inTurn([ours, peer])
  return { outcome: 'read', ms, peer_ms }
}

function refusal(name: string, bytes: Uint8Array): object {
  let outcome: string | undefined
  const refused = () => {
    try {
      readCard(bytes)
      outcome = undefined
    } catch (error) {
      outcome = (error as { code?: string }).code ?? String(error)
    }
  }
  const [ms] = inTurn([refused])
  if (outcome === undefined) {
    throw new Error(`${name}: it was not refused`)
  }
  return { outcome, ms }
}

function check(name: string, found: Seen, card: NonNullable<Input['card']>): void {
  if (found.name !== card.name || found.entries !== card.entries) {
    throw new Error(`${name}: ${String(found.name)} with ${String(found.entries)} entries came out`)
  }
}

/** Milliseconds of each run of each work. They run in turn, so that a slow moment of the machine meets both. */
function inTurn(works: (() => unknown)[]): number[][] {
  const samples = works.map((): number[] => [])
  for (let run = -WARM_UP; run < RUNS; run += 1) {
    for (const [index, work] of works.entries()) {
      const begin = performance.now()
      work()
      const took = performance.now() - begin
      if (run >= 0) {
        samples[index]?.push(took)
      }
    }
  }
  return samples
}
