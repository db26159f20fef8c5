/** Fails when this program's `RegExp` does not say what a vector of `tests/vectors/regex` says. */

import assert from 'node:assert'
import { readdirSync, readFileSync } from 'node:fs'

const folder = new URL('../vectors/regex/', import.meta.url)
const compile = (pattern, flags) => {
  try {
    return new RegExp(pattern, `d${flags}`)
  } catch {
    return undefined
  }
}

let count = 0
for (const file of readdirSync(folder)) {
  for (const { name, pattern, flags, text, match, names, error } of JSON.parse(readFileSync(new URL(file, folder))).vectors) {
    const regex = compile(pattern, flags)
    count += 1
    if (error !== undefined) {
      assert.equal(regex === undefined, error.code === 'invalid_pattern', name)
      continue
    }
    const found = regex.exec(text)
    const [span, ...groups] = found === null ? [] : found.indices.map((place) => place ?? null)
    assert.deepEqual(found && { span, groups }, match, name)
    if (found !== null) assert.deepEqual(Object.keys(found.groups ?? {}), names ?? [], name)
  }
}
console.log(`${count} vectors`)
