/**
 * Writes `crates/core/src/regex/tables.bin`: the Unicode data of patterns, asked from this program's own `RegExp`.
 *
 *     node tests/regex/tables.mjs [--check]
 *
 * Needs a Node whose `process.versions.unicode` is the one below. The form of the file is described where it is read,
 * in `crates/core/src/regex/tables.rs`. `--check` writes nothing: it compares, and prints for each name and each
 * letter with case one line of JSON, `[pattern, flags, places]`: the code points at which what the pattern matches
 * begins and ends, without the halves of letters.
 */

import { readFileSync, writeFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'

const UNICODE = '17.0'
const FILE = new URL('../../crates/core/src/regex/tables.bin', import.meta.url)
const END = 0x110000

const categories = `
  Lu=Uppercase_Letter Ll=Lowercase_Letter Lt=Titlecase_Letter Lm=Modifier_Letter Lo=Other_Letter Mn=Nonspacing_Mark
  Mc=Spacing_Mark Me=Enclosing_Mark Nd=Decimal_Number=digit Nl=Letter_Number No=Other_Number Pc=Connector_Punctuation
  Pd=Dash_Punctuation Ps=Open_Punctuation Pe=Close_Punctuation Pi=Initial_Punctuation Pf=Final_Punctuation
  Po=Other_Punctuation Sm=Math_Symbol Sc=Currency_Symbol Sk=Modifier_Symbol So=Other_Symbol Zs=Space_Separator
  Zl=Line_Separator Zp=Paragraph_Separator Cc=Control=cntrl Cf=Format Cs=Surrogate Co=Private_Use Cn=Unassigned`
const groups = `
  LC=Cased_Letter L=Letter M=Mark=Combining_Mark N=Number P=Punctuation=punct S=Symbol Z=Separator C=Other`
const properties = `
  Any ASCII ASCII_Hex_Digit=AHex Hex_Digit=Hex Assigned Ideographic=Ideo Unified_Ideograph=UIdeo
  Noncharacter_Code_Point=NChar Variation_Selector=VS Default_Ignorable_Code_Point=DI Lowercase=Lower Uppercase=Upper
  Cased Alphabetic=Alpha ID_Start=IDS XID_Start=XIDS ID_Continue=IDC XID_Continue=XIDC Grapheme_Extend=Gr_Ext
  Grapheme_Base=Gr_Base Diacritic=Dia Case_Ignorable=CI Changes_When_Lowercased=CWL Changes_When_Casefolded=CWCF
  Changes_When_Uppercased=CWU Changes_When_Titlecased=CWT Changes_When_Casemapped=CWCM
  Changes_When_NFKC_Casefolded=CWKCF Bidi_Control=Bidi_C Bidi_Mirrored=Bidi_M Dash Deprecated=Dep Emoji_Modifier=EMod
  Emoji_Modifier_Base=EBase Emoji_Presentation=EPres Emoji Regional_Indicator=RI Emoji_Component=EComp
  Extended_Pictographic=ExtPict Extender=Ext IDS_Binary_Operator=IDSB IDS_Trinary_Operator=IDST Join_Control=Join_C
  Logical_Order_Exception=LOE Math Pattern_Syntax=Pat_Syn White_Space=space Pattern_White_Space=Pat_WS
  Quotation_Mark=QMark Radical Sentence_Terminal=STerm Soft_Dotted=SD Terminal_Punctuation=Term`
const scripts = `
  Adlam=Adlm Caucasian_Albanian=Aghb Ahom Arabic=Arab Imperial_Aramaic=Armi Armenian=Armn Avestan=Avst
  Balinese=Bali Bamum=Bamu Bassa_Vah=Bass Batak=Batk Bengali=Beng Beria_Erfe=Berf Bhaiksuki=Bhks Bopomofo=Bopo
  Brahmi=Brah Braille=Brai Buginese=Bugi Buhid=Buhd Chakma=Cakm Canadian_Aboriginal=Cans Carian=Cari Cham
  Cherokee=Cher Chorasmian=Chrs Coptic=Copt=Qaac Cypro_Minoan=Cpmn Cypriot=Cprt Cyrillic=Cyrl Devanagari=Deva
  Dives_Akuru=Diak Dogra=Dogr Deseret=Dsrt Duployan=Dupl Egyptian_Hieroglyphs=Egyp Elbasan=Elba Elymaic=Elym
  Ethiopic=Ethi Garay=Gara Georgian=Geor Glagolitic=Glag Gunjala_Gondi=Gong Masaram_Gondi=Gonm Gothic=Goth
  Grantha=Gran Greek=Grek Gujarati=Gujr Gurung_Khema=Gukh Gurmukhi=Guru Hangul=Hang Han=Hani Hanunoo=Hano
  Hatran=Hatr Hebrew=Hebr Hiragana=Hira Anatolian_Hieroglyphs=Hluw Pahawh_Hmong=Hmng Nyiakeng_Puachue_Hmong=Hmnp
  Old_Hungarian=Hung Old_Italic=Ital Javanese=Java Kayah_Li=Kali Katakana=Kana Kawi Kharoshthi=Khar Khmer=Khmr
  Khojki=Khoj Khitan_Small_Script=Kits Kannada=Knda Kirat_Rai=Krai Kaithi=Kthi Tai_Tham=Lana Lao=Laoo Latin=Latn
  Lepcha=Lepc Limbu=Limb Linear_A=Lina Linear_B=Linb Lisu Lycian=Lyci Lydian=Lydi Mahajani=Mahj Makasar=Maka
  Mandaic=Mand Manichaean=Mani Marchen=Marc Medefaidrin=Medf Mende_Kikakui=Mend Meroitic_Cursive=Merc
  Meroitic_Hieroglyphs=Mero Malayalam=Mlym Modi Mongolian=Mong Mro=Mroo Meetei_Mayek=Mtei Multani=Mult
  Myanmar=Mymr Nag_Mundari=Nagm Nandinagari=Nand Old_North_Arabian=Narb Nabataean=Nbat Newa Nko=Nkoo Nushu=Nshu
  Ogham=Ogam Ol_Chiki=Olck Ol_Onal=Onao Old_Turkic=Orkh Oriya=Orya Osage=Osge Osmanya=Osma Old_Uyghur=Ougr
  Palmyrene=Palm Pau_Cin_Hau=Pauc Old_Permic=Perm Phags_Pa=Phag Inscriptional_Pahlavi=Phli Psalter_Pahlavi=Phlp
  Phoenician=Phnx Miao=Plrd Inscriptional_Parthian=Prti Rejang=Rjng Hanifi_Rohingya=Rohg Runic=Runr
  Samaritan=Samr Old_South_Arabian=Sarb Saurashtra=Saur SignWriting=Sgnw Shavian=Shaw Sharada=Shrd Siddham=Sidd
  Sidetic=Sidt Khudawadi=Sind Sinhala=Sinh Sogdian=Sogd Old_Sogdian=Sogo Sora_Sompeng=Sora Soyombo=Soyo
  Sundanese=Sund Sunuwar=Sunu Syloti_Nagri=Sylo Syriac=Syrc Tagbanwa=Tagb Takri=Takr Tai_Le=Tale
  New_Tai_Lue=Talu Tamil=Taml Tangut=Tang Tai_Viet=Tavt Tai_Yo=Tayo Telugu=Telu Tifinagh=Tfng Tagalog=Tglg
  Thaana=Thaa Thai Tibetan=Tibt Tirhuta=Tirh Tangsa=Tnsa Todhri=Todr Tolong_Siki=Tols Toto Tulu_Tigalari=Tutg
  Ugaritic=Ugar Vai=Vaii Vithkuqi=Vith Warang_Citi=Wara Wancho=Wcho Old_Persian=Xpeo Cuneiform=Xsux Yezidi=Yezi
  Yi=Yiii Zanabazar_Square=Zanb Inherited=Zinh=Qaai Common=Zyyy Unknown=Zzzz`

const names = (text) => text.trim().split(/\s+/).map((line) => line.split('='))

/** Every code point and a text that is it. A half of a letter stands alone, so that no two make one. */
const letters = Array.from({ length: END }, (_, code) => String.fromCodePoint(code))

/** A set is the places at which belonging to it changes, in order. */
const setOf = (test) => {
  const places = []
  let inside = false
  for (let code = 0; code < END; code += 1) {
    if (test(code) !== inside) {
      places.push(code)
      inside = !inside
    }
  }
  return places
}

const property = (name) => {
  const pattern = new RegExp(`^\\p{${name}}$`, 'u')
  return setOf((code) => pattern.test(letters[code]))
}

const differing = (a, b) => {
  const both = []
  let [i, j] = [0, 0]
  while (i < a.length || j < b.length) {
    const [x, y] = [a[i] ?? END + 1, b[j] ?? END + 1]
    if (x !== y) both.push(Math.min(x, y))
    if (x <= y) i += 1
    if (y <= x) j += 1
  }
  return both
}

const varint = (number) => (number < 128 ? [number] : [(number & 127) | 128, ...varint(Math.floor(number / 128))])
const gaps = (places) => places.map((place, index) => place - (places[index - 1] ?? 0))
const list = (places) => [...varint(places.length), ...gaps(places).flatMap(varint)]

/** Runs of one value: `[length, value]`. */
const runs = (values) => {
  const found = []
  for (const value of values) {
    if (found.at(-1)?.[1] === value) found.at(-1)[0] += 1
    else found.push([1, value])
  }
  return found
}

/** For each code point the number of the set that holds it, and of the last one where none does. */
const membership = (sets) => {
  const values = new Uint8Array(END).fill(sets.length)
  sets.forEach((places, index) => {
    for (let i = 0; i < places.length; i += 2) values.fill(index, places[i], places[i + 1] ?? END)
  })
  return values
}

/** The cheapest way to say `target`: what differs from some categories and one set before it. */
const describe = (target, before, leaves) => {
  let best = { from: 0, mask: 0, rest: target }
  for (const from of [0, ...before.map((_, index) => index + 1)]) {
    let found = { from, mask: 0, rest: from === 0 ? target : differing(target, before[from - 1]) }
    for (const [index, leaf] of [...leaves.entries(), ...leaves.entries()]) {
      const rest = differing(found.rest, leaf)
      if (rest.length < found.rest.length) found = { from, mask: found.mask ^ (1 << index), rest }
    }
    if (found.rest.length < best.rest.length) best = found
  }
  return best
}

/** Letters that `flags` makes one with others: `[letter, the first letter of its class]`, without the first ones. */
const folds = (flags, end) => {
  const cased = /[\p{Changes_When_Casemapped}\p{Changes_When_Casefolded}\p{Changes_When_NFKC_Casefolded}\p{Cased}]/u
  const candidates = letters.slice(0, end).filter((letter) => cased.test(letter))
  const text = candidates.join('')
  const first = new Map()
  for (const letter of candidates) {
    const code = letter.codePointAt(0).toString(16)
    const pattern = flags.includes('u') ? `\\u{${code}}` : `\\u${code.padStart(4, '0')}`
    const found = text.match(new RegExp(pattern, `g${flags}`))
    if (found.length > 1) first.set(letter.codePointAt(0), Math.min(...found.map((same) => same.codePointAt(0))))
  }
  return [...first].filter(([letter, same]) => letter !== same)
}

/** `[gap, count, step, distance]` for letters that are equally far apart and equally far from their first ones. */
const foldRuns = (pairs) => {
  const found = []
  let at = 0
  let index = 0
  while (index < pairs.length) {
    const [letter, first] = pairs[index]
    const step = (pairs[index + 1]?.[0] ?? letter + 1) - letter
    const follows = (count) => {
      const next = pairs[index + count]
      return next !== undefined && next[0] === letter + count * step && next[0] - next[1] === letter - first
    }
    let count = 1
    while (step <= 2 && follows(count)) count += 1
    found.push([letter - at, count, count === 1 ? 1 : step, letter - first])
    at = letter
    index += count
  }
  return found
}

if (process.versions.unicode !== UNICODE) throw new Error(`this is Unicode ${process.versions.unicode}, not ${UNICODE}`)

const text = (lines) => [...Buffer.from(lines.map((line) => line.join(' ')).join('\n'))]
const leafNames = names(categories)
const leaves = leafNames.map(([short]) => property(short))
const groupNames = names(groups)
const masks = groupNames.map(([short]) => {
  const pattern = new RegExp(`^\\p{${short}}$`, 'u')
  return leaves.reduce((mask, leaf, index) => mask | (pattern.test(letters[leaf[0]]) ? 1 << index : 0), 0) >>> 0
})
const propertyNames = names(properties)
const propertySets = propertyNames.map(([name]) => property(name))
const scriptNames = names(scripts)
const scriptSets = scriptNames.map(([name]) => property(`sc=${name}`))
const extensions = scriptNames.map(([name], index) => differing(property(`scx=${name}`), scriptSets[index]))

const unitFolds = folds('i', 0x10000)
const pointFolds = folds('iu', END)

const sections = {
  'names of categories': text([...leafNames, ...groupNames]),
  'groups of categories': masks.flatMap(varint),
  categories: runs(membership(leaves)).flatMap(([length, leaf]) => varint(length * 32 + leaf)),
  'names of properties': text(propertyNames),
  properties: propertySets.flatMap((target, index) => {
    const { from, mask, rest } = describe(target, propertySets.slice(0, index), leaves)
    return [...varint(from), ...varint(mask >>> 0), ...list(rest)]
  }),
  'names of scripts': text(scriptNames),
  scripts: runs(membership(scriptSets)).flatMap(([length, script]) => [...varint(length), ...varint(script)]),
  extensions: extensions.flatMap(list),
  'folds of i': foldRuns(unitFolds).flatMap((run) => run.flatMap(varint)),
  'folds of iu': foldRuns(pointFolds).flatMap((run) => run.flatMap(varint)),
}

const report = () => {
  for (const [name, bytes] of Object.entries(sections)) {
    console.log(`${name}: ${bytes.length} bytes, ${gzipSync(Buffer.from(bytes), { level: 9 }).length} gzip`)
  }
  console.log(`all: ${blob.length} bytes, ${gzipSync(blob, { level: 9 }).length} gzip`)
}

/** What is left of a set without the halves of letters; the letters around them are neighbours then. */
const withoutHalves = (places) => {
  const inside = (code) => places.filter((place) => place <= code).length % 2 === 1
  const kept = places.filter((place) => place < 0xd800 || place > 0xe000)
  const added = [...(inside(0xd7ff) ? [0xd800] : []), ...(inside(0xe000) ? [0xe000] : [])]
  return [...kept, ...(added.length === 1 ? added : [])].sort((a, b) => a - b)
}

/** The places of some letters in order. */
const gather = (codes) =>
  codes.reduce((places, code) => (places.at(-1) === code ? [...places.slice(0, -1), code + 1] : [...places, code, code + 1]), [])

const printSets = () => {
  const print = (pattern, flags, places) => console.log(JSON.stringify([pattern, flags, withoutHalves(places)]))
  leafNames.forEach((line, index) => line.forEach((name) => print(`\\p{${name}}`, 'u', leaves[index])))
  for (const [short, ...others] of groupNames) {
    for (const name of [short, ...others]) print(`\\p{gc=${name}}`, 'u', property(short))
  }
  propertyNames.forEach((line, index) => line.forEach((name) => print(`\\p{${name}}`, 'u', propertySets[index])))
  scriptNames.forEach((line, index) => {
    for (const name of line) {
      print(`\\p{Script=${name}}`, 'u', scriptSets[index])
      print(`\\p{scx=${name}}`, 'u', differing(scriptSets[index], extensions[index]))
    }
  })
  for (const [flags, pairs] of [['i', unitFolds], ['iu', pointFolds]]) {
    for (const [letter, first] of pairs) {
      const same = new Set([first, ...pairs.filter((pair) => pair[1] === first).map((pair) => pair[0])])
      print(letters[letter], flags, gather([...same].sort((a, b) => a - b)))
    }
  }
}

const blob = Buffer.from(Object.values(sections).flatMap((bytes) => [...varint(bytes.length), ...bytes]))
if (process.argv.includes('--check')) {
  if (!blob.equals(readFileSync(FILE))) throw new Error('tables.bin is not what this writes')
  printSets()
} else {
  report()
  writeFileSync(FILE, blob)
}
