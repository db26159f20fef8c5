/** What the page says and how it names files, without a browser. */

import { readFile } from 'node:fs/promises'

import { CuecardError } from 'cuecard'
import { describe, expect, test } from 'vitest'

import { explain, placeIn } from '../../www/src/explain.js'
import { rasterOf } from '../../www/src/features/gallery/raster.js'
import { fileName } from '../../www/src/ui/download.js'
import { fileSize } from '../../www/src/ui/file-size.js'
import { initialsOf } from '../../www/src/ui/initials.js'
import { png } from '../support/png.js'

const errors = await readFile(new URL('../../npm/src/errors.ts', import.meta.url), 'utf8')

/** The codes that the package knows. */
const CODES = Array.from(errors.matchAll(/^ {2}\| '([a-z0-9_]+)'/gm), ([, code]) => code ?? '')

describe('a refusal', () => {
  test('has a code that is known', () => {
    expect(CODES).toEqual(expect.arrayContaining(['asset_not_found', 'not_initialized', 'unsupported_media_type']))
  })

  test.for(CODES)('is explained in words of its own: %s', (code) => {
    const { title } = explain(new CuecardError(code, 'the message of the core'))
    expect(title).toMatch(/^[A-Z].*\.$/)
    expect(title).not.toBe('The message of the core.')
  })

  test('that is not known is told in its own words', () => {
    for (const code of ['of_next_year', 'constructor']) {
      expect(explain(new CuecardError(code, 'the file is too new')).title).toBe('The file is too new.')
    }
  })

  test('has its place in words', () => {
    expect(placeIn({ path: '/data/tags', offset: 12345 })).toBe('in /data/tags, at byte 12,345')
    expect(placeIn({ path: '' })).toBe('in the document itself')
    expect(placeIn({})).toBe('')
  })
})

test.for<[text: string, expected: string]>([
  ['Ada Lightfoot', 'Ada Lightfoot.png'],
  ['../../etc/passwd', 'etc passwd.png'],
  ['CON', '_CON.png'],
  ['com1.card', '_com1.card.png'],
  ['. .', 'card.png'],
  ['', 'card.png'],
  ['a\u202egnp.exe', 'a gnp.exe.png'],
  ['two\nlines\u0000', 'two lines.png'],
  ['灯台', '灯台.png'],
])('%j becomes the name of a file', ([name, expected]) => {
  expect(fileName(name, 'png')).toBe(expected)
})

test('a name is cut between two signs, and an ending is letters alone', () => {
  const name = fileName('🕯'.repeat(200), '../SH')
  expect(name).toBe(`${'🕯'.repeat(30)}.sh`)
  expect(fileName('x', '')).toBe('x.bin')
})

test.for<[text: string, expected: string]>([
  ['Ada Lovelace', 'AL'],
  ['ada', 'A'],
  ['jean-luc picard', 'JP'],
  ['Λάμπρος', 'Λ'],
  ['灯台', '灯'],
  ['é\u0301toile', 'É\u0301'],
  ['« Nan » Kett', 'NK'],
  ['🕯', '🕯'],
  ['ßeta', 'ß'],
  ['', ''],
])('%j has the initials %j', ([name, expected]) => {
  expect(initialsOf(name).join('')).toBe(expected)
})

test('pictures are told by their bytes, and nothing with scripts is one', () => {
  expect(rasterOf(png())?.type).toBe('image/png')
  expect(rasterOf(Buffer.from('GIF89a…', 'latin1'))?.type).toBe('image/gif')
  expect(rasterOf(Buffer.from('\0\0\0\x1cftypavif', 'latin1'))?.type).toBe('image/avif')
  for (const text of ['<svg xmlns="http://www.w3.org/2000/svg"/>', '<!doctype html>', 'RIFF0000WAVE', '\x89PNG', '']) {
    expect(rasterOf(Buffer.from(text, 'latin1')), text).toBeNull()
  }
})

test('sizes are short', () => {
  expect([1, 812, 1000, 9_960, 34_567, 999_499, 1_234_567].map(fileSize)).toEqual([
    '1 byte',
    '812 bytes',
    '1 kB',
    '10 kB',
    '35 kB',
    '999 kB',
    '1.2 MB',
  ])
})
