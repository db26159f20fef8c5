/** What a program without a library for cards does: `png-chunks-extract`, `png-chunk-text`, Base64, `JSON.parse`. */

import text from 'png-chunk-text'
import extract from 'png-chunks-extract'

export type Keyword = 'ccv3' | 'chara'

/** The JSON text of a file: that of the card chunk of a PNG, `first` before the other kind, or the file itself. */
export function plainText(file: Uint8Array, first: Keyword = 'ccv3'): string {
  return file[0] === 0x89 ? fromPng(file, first) : new TextDecoder('utf-8', { ignoreBOM: true }).decode(file)
}

function fromPng(file: Uint8Array, first: Keyword): string {
  const texts = extract(file)
    .filter((chunk) => chunk.name === 'tEXt')
    .map((chunk) => text.decode(chunk.data))
  const find = (keyword: Keyword) => texts.find((found) => found.keyword.toLowerCase() === keyword)
  const found = find(first) ?? find('ccv3') ?? find('chara')
  if (found === undefined) {
    throw new Error('no card chunk')
  }
  return Buffer.from(found.text, 'base64').toString('utf8')
}
