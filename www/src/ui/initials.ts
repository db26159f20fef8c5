/** The letters that stand for a name, in any script. */

/** Longer words are cut before they are taken apart. */
const WORD_LENGTH = 64

const segmenter = 'Segmenter' in Intl ? new Intl.Segmenter(undefined, { granularity: 'grapheme' }) : null

/** The first letter or digit of the first word and of the last; a sign, where a name has neither. */
export function initialsOf(name: string): string[] {
  const words = name.split(/[\s_-]+/u).filter((word) => word !== '')
  const letters = words.map((word) => firstOf(word, (sign) => /[\p{L}\p{N}]/u.test(sign)))
  const found = letters.filter((letter) => letter !== null)
  const first = found[0] ?? firstOf(name.trim(), () => true)
  const last = found.length > 1 ? found.at(-1) : undefined
  return [first, last].filter((letter) => letter !== null && letter !== undefined).map(capital)
}

function firstOf(word: string, isWanted: (sign: string) => boolean): string | null {
  return signsOf(word.slice(0, WORD_LENGTH)).find(isWanted) ?? null
}

/** What a reader takes for single signs: a letter and its accents, an emoji of several parts. */
function signsOf(text: string): string[] {
  return segmenter === null ? [...text] : Array.from(segmenter.segment(text), ({ segment }) => segment)
}

/** A capital that is more than one letter, as that of ß, is none. */
function capital(letter: string): string {
  const upper = letter.toUpperCase()
  return upper.length === letter.length ? upper : letter
}
