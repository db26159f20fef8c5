/**
 * Every reader that runs in Node. The two libraries that take objects only are given what the plain pipeline found, as
 * their users do it; the one that knows no V3 is given the V2 card of a PNG that holds both.
 */

import { CCardLib } from '@risuai/ccardlib'
import { parseToV2 } from 'character-card-utils'
import { readCard } from 'cuecard'
import { unzipSync } from 'fflate'

import { plainText } from './plain.ts'
import { type Seen, seen } from './seen.ts'

type Reader = (file: Uint8Array) => Seen

/** Readers by the names that the tables show. */
export const readers: Record<string, Reader> = {
  'cuecard (npm)': (file) => seen(readCard(file).card),
  'plain pipeline': (file) => seen(JSON.parse(plainText(file))),
  '@risuai/ccardlib': (file) => seen(asV3(JSON.parse(plainText(file)))),
  'character-card-utils': (file) => seen(parseToV2(JSON.parse(plainText(file, 'chara')))),
  fflate: (file) => seen(fromArchive(file)),
}

function asV3(card: unknown): unknown {
  const from = CCardLib.character.check(card)
  if (from === 'unknown') {
    throw new Error('check: unknown')
  }
  return CCardLib.character.convert(card, { from, to: 'v3' })
}

/** Unpacks every file of the archive, so that a damaged asset counts too. */
function fromArchive(file: Uint8Array): unknown {
  const card = unzipSync(file)['card.json']
  if (card === undefined) {
    throw new Error('no card.json')
  }
  return JSON.parse(new TextDecoder().decode(card))
}
