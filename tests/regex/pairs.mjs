/**
 * Writes random patterns with texts, and what this program's `RegExp` finds: one JSON array on each line,
 * `[pattern, flags, text, result]`, where the result is `"invalid"`, `null`, or the places of the match and of its
 * groups in UTF-16 units, with -1 for a group that took no part. Pairs are left out where V8 is known to differ from
 * the specification.
 *
 *     node tests/regex/pairs.mjs COUNT SEED
 */

let state = Number(process.argv[3] ?? 1) >>> 0

/** Mulberry32: the same numbers for the same seed. */
const random = () => {
  state = (state + 0x6d2b79f5) >>> 0
  let mixed = Math.imul(state ^ (state >>> 15), state | 1)
  mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
  return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
}
const below = (count) => Math.floor(random() * count)
const pick = (items) => items[below(items.length)]
const chance = (share) => random() < share
const times = (count, make) => Array.from({ length: count }, make)

/** Letters that have something to do with each other. */
const alphabets = [
  ['a', 'b'],
  ['a', 'b', 'c'],
  ['a', 'A', 'b', '\n', ' '],
  ['s', 'S', 'ſ', 'k', 'K', '\u212a', '-'],
  ['😀', '😎', 'a', '🦀'],
  ['ß', 'ẞ', 's', 'ss', 'SS'],
  ['σ', 'ς', 'Σ', 'a'],
  ['i', 'I', 'ı', 'İ'],
  ['ǆ', 'ǅ', 'Ǆ', 'é', 'É'],
  ['ꭰ', 'Ꭰ', 'ა', 'Ა', '𐐀', '𐐨'],
  ['å', 'Å', '\u212b', 'ω', 'Ω', '\u2126'],
  ['0', '9', '_', '-', 'x', ' '],
  ['\r', '\n', '\u2028', '\u00a0', '\ufeff', 'x'],
  ['猫', 'ね', 'ネ', 'ー', '。', '々'],
  ['\u0345', 'ι', '\u1fbe', 'μ', 'µ', 'ΐ', '\u1fd3'],
  ['я', 'Я', 'ᲀ', 'в', '٣', 'न', 'ִ', '€', '½', 'Ⅷ', 'ⅷ', 'ﬅ', 'ﬆ'],
]
const properties = [
  'L', 'Lu', 'Ll', 'Lt', 'Letter', 'gc=Nd', 'N', 'P', 'S', 'Sc', 'Zs', 'M', 'Alphabetic', 'Uppercase', 'Lower', 'Emoji',
  'Script=Greek', 'sc=Cyrl', 'scx=Hira', 'sc=Hira', 'Script=Han', 'scx=Kana', 'White_Space', 'ASCII', 'Any', 'IDS', 'XIDC',
  'Cased', 'CI', 'CWU', 'CWCF', 'Extended_Pictographic', 'LC', 'Cn', 'Cherokee',
]
const syntax = [
  '(', ')', '(?:', '(?<n>', '(?<a>', '[', ']', '[^', '{', '}', '{1}', '{1,2}', '{,2}', '{2,1}', '*', '+', '?', '|', '^', '$', '.',
  '-', '\\', '\\b', '\\B', '\\d', '\\W', '\\s', '\\c', '\\cA', '\\c1', '\\0', '\\00', '\\1', '\\12', '\\8', '\\x', '\\x4', '\\x41', '\\u',
  '\\u0041', '\\u{41}', '\\u{110000}', '\\uD83D', '\\uDE00', '\\k', '\\k<n>', '\\p{L}', '\\P{Lu}', '\\p{Foo}', '\\p', '\\-', '\\/', '\\a', '=',
  '!', '<', '>', ':', ',', '(?=', '(?!', '(?<=', '(?<!', '(?', 'a', 'b', '1', 'é', '😀', '\\_', '\\q', '(?<\\u0061>', '(?<é>', '(?<1>',
]

const unit = (letter) => letter.charCodeAt(below(letter.length)).toString(16).padStart(4, '0')
const escaped = (letter) => letter.replace(/[\^$\\.*+?()[\]{}|/]/g, '\\$&')

const literal = (alphabet, flags) => {
  const letter = pick(alphabet)
  if (chance(0.04)) return `\\u${unit(letter)}`
  if (chance(0.03) && flags.includes('u')) return `\\u{${letter.codePointAt(0).toString(16)}}`
  return escaped(letter)
}

const escape = (flags) => {
  if (flags.includes('u') && chance(0.4)) return `\\${pick(['p', 'P'])}{${pick(properties)}}`
  return `\\${pick(['d', 'D', 'w', 'W', 's', 'S'])}`
}

const classItem = (alphabet, flags) => {
  if (chance(0.15)) return escape(flags)
  if (chance(0.25)) {
    const ends = [pick(alphabet), pick(alphabet)].map((letter) => [...letter][0])
    const [first, last] = ends.sort((a, b) => a.codePointAt(0) - b.codePointAt(0))
    return `${escaped(first)}-${escaped(last)}`
  }
  return literal(alphabet, flags).replace('-', '\\-')
}
const bracketed = (alphabet, flags) =>
  `[${chance(0.3) ? '^' : ''}${times(below(4), () => classItem(alphabet, flags)).join('')}]`

let names = 0
const atom = (alphabet, flags, depth) => {
  const kind = random()
  if (kind < 0.5) return literal(alphabet, flags)
  if (kind < 0.58) return '.'
  if (kind < 0.66) return bracketed(alphabet, flags)
  if (kind < 0.71) return escape(flags)
  if (depth === 0) return literal(alphabet, flags)
  const inner = disjunction(alphabet, flags, depth - 1)
  if (kind < 0.88) return `(${inner})`
  if (kind < 0.91) return `(?<n${(names += 1)}>${inner})`
  return `(?:${inner})`
}

const quantifiers = ['*', '+', '?', '*', '+', '?', '{0}', '{1}', '{2}', '{0,1}', '{0,2}', '{1,2}', '{2,3}', '{0,}', '{1,}', '{2,}']
const term = (alphabet, flags, depth) => {
  if (chance(0.1)) return pick(['^', '$', '\\b', '\\B', '\\b'])
  const repeated = chance(0.35) ? pick(quantifiers) + (chance(0.3) ? '?' : '') : ''
  return atom(alphabet, flags, depth) + repeated
}
const alternative = (alphabet, flags, depth) => times(pick([0, 1, 1, 2, 2, 3]), () => term(alphabet, flags, depth)).join('')
const disjunction = (alphabet, flags, depth) =>
  times(pick([1, 1, 1, 2, 3]), () => alternative(alphabet, flags, depth)).join('|')

const someFlags = () => [...'imsuy'].filter((flag) => chance(flag === 'y' ? 0.08 : 0.4)).join('')

/** With `u` the engine tries places between the halves of a letter, which the specification does not have. */
const isBetweenHalves = (text, place) => /[\udc00-\udfff]/.test(text.charAt(place)) && place > 0

/** Letters that the folding of `iu` makes one with others, and that of `i` alone does not. */
const folded = /[ſẞßﬅﬆ\u2126\u212a\u212b\u0390\u1fd3]|\\u(017f|1e9e|00df|fb0[56]|212[6ab]|0390|1fd3)/

/**
 * V8 puts alternatives with the same first letter together, and takes these letters for the same as others when it
 * does: `/\u212a|k|K/i` does not find "k" then, though `/k/i` does.
 */
const isMisread = (pattern, flags) =>
  flags.includes('i') && !flags.includes('u') && pattern.includes('|') && folded.test(pattern)

const resultOf = (pattern, flags, text) => {
  if (isMisread(pattern, flags)) return undefined
  try {
    const found = new RegExp(pattern, `d${flags}`).exec(text)
    if (found && flags.includes('u') && isBetweenHalves(text, found.index)) return undefined
    return found && found.indices.flatMap((place) => place ?? [-1, -1])
  } catch {
    return 'invalid'
  }
}

const lines = []
for (let count = Number(process.argv[2] ?? 1000); count > 0; count -= 1) {
  const alphabet = pick(alphabets)
  const flags = someFlags()
  const pattern = chance(0.15) ? times(1 + below(6), () => pick(syntax)).join('') : disjunction(alphabet, flags, 3)
  const letters = chance(0.1) ? [...alphabet, ...pick(alphabets)] : alphabet
  const text = times(below(9), () => pick(letters)).join('')
  const result = resultOf(pattern, flags, text)
  if (result !== undefined) lines.push(JSON.stringify([pattern, flags, text, result]))
  if (lines.length === 1000 || count === 1) process.stdout.write(`${lines.splice(0).join('\n')}\n`)
}
