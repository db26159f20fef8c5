/** What the page says and how it names files, without a browser. */

import { CuecardError } from 'cuecard'
import { describe, expect, test } from 'vitest'

import { explain, placeIn } from '../../www/src/explain.js'
import { rasterOf } from '../../www/src/features/gallery/raster.js'
import { fileName } from '../../www/src/ui/download.js'
import { fileSize } from '../../www/src/ui/file-size.js'
import { initialsOf } from '../../www/src/ui/initials.js'
import { png } from '../support/png.js'

/** Codes that a file can be refused with. */
const OF_FILES = [
  'asset_not_found',
  'book_too_large',
  'encrypted_card',
  'file_too_large',
  'invalid_base64',
  'invalid_deflate',
  'invalid_json',
  'invalid_utf8',
  'invalid_value',
  'invalid_yaml',
  'invalid_zip',
  'json_too_deep',
  'json_too_large',
  'lorebook_only',
  'missing_field',
  'needs_formats',
  'no_card_in_archive',
  'no_card_in_image',
  'no_card_in_png',
  'not_a_card',
  'not_a_lorebook',
  'risu_module',
  'too_many',
  'truncated',
  'unpacked_too_large',
  'unsupported_zip',
  'wrong_type',
]

describe('a refusal', () => {
  test.for(OF_FILES)('is explained in words of its own: %s', (code) => {
    const { title } = explain(new CuecardError(code, 'the message of the core'))
    expect(title).toMatch(/^[A-Z].*\.$/)
    expect(title).not.toBe('The message of the core.')
  })

  test('that is not known is told in its own words', () => {
    expect(explain(new CuecardError('of_next_year', 'the file is too new')).title).toBe('The file is too new.')
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
