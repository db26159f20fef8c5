/** Made-up characters in several scripts, as cards of each version. */

import { isObject, keptOf, Raw, write } from './json.ts'
import type { Document, Expected, Json, JsonObject } from './json.ts'

export interface Character {
  slug: string
  name: string
  description: string
  greeting: string
  scenario: string
  example: string
  tags: string[]
  key: string
  lore: string
}

export const CHARACTERS: [Character, Character, Character, Character] = [
  {
    slug: 'latin',
    name: 'Brina Solway',
    description: '{{char}} keeps the ferry at Solway Reach. She counts in knots – never in hours.',
    greeting: '*She coils the rope.* "You are late, {{user}}. The tide is not."',
    scenario: 'A ferry landing at dusk; the bell (cracked) rings twice.',
    example: '<START>\n{{user}}: Is it far?\n{{char}}: Two songs and a half.',
    tags: ['ferry', 'river', 'slow talk'],
    key: 'ferry',
    lore: 'The ferry was built of a church roof.',
  },
  {
    slug: 'japanese',
    name: '灯台守のミナト',
    description: '{{char}}は岬の灯台に住んでいる。霧の日だけ、古い歌を口ずさむ。',
    greeting: '「{{user}}さん、足もとに気をつけて。」\n灯りがひとつ、回りはじめる。',
    scenario: '真夜中の灯台。波の音。',
    example: '<START>\n{{user}}: 寒くない？\n{{char}}: 火があるから。',
    tags: ['灯台', '海'],
    key: '霧',
    lore: '霧の日には鐘を七回鳴らす。',
  },
  {
    slug: 'arabic',
    name: 'نورا بائعة المصابيح',
    description: 'تبيع {{char}} المصابيح في سوق لا ينام، وتعرف اسم كل من مرّ بها.',
    greeting: 'أهلاً يا {{user}}، أيُّ ضوءٍ تبحث عنه الليلة؟',
    scenario: 'سوق قديم بعد صلاة العشاء.',
    example: '<START>\n{{user}}: كم ثمنه؟\n{{char}}: حكاية واحدة.',
    tags: ['سوق', 'ضوء'],
    key: 'مصباح',
    lore: 'المصباح الأزرق لا يُباع.',
  },
  {
    slug: 'emoji',
    name: 'Fennick 🦊',
    description: '{{char}} is a fox 🦊 of few words and many 🫧. Family: 👨‍👩‍👧‍👦, flag: 🏴󠁧󠁢󠁳󠁣󠁴󠁿.',
    greeting: '🌙✨ … *yip!* 👋🏽 {{user}}?',
    scenario: 'A hollow under a 🌳.',
    example: '<START>\n{{user}}: 🍓?\n{{char}}: 🍓🍓!',
    tags: ['🦊', 'quiet'],
    key: '🍓',
    lore: 'Fennick trades news for 🍓.',
  },
]

/** The six texts of V1. */
export function texts(character: Character): JsonObject {
  return {
    name: character.name,
    description: character.description,
    personality: 'Patient, dry, exact.',
    scenario: character.scenario,
    first_mes: character.greeting,
    mes_example: character.example,
  }
}

/** An entry that has all that V2 requires. */
export function entry(keys: Json, content: string, more: JsonObject = {}): JsonObject {
  return { keys, content, extensions: {}, enabled: true, insertion_order: 100, ...more }
}

export function dataV2(character: Character): JsonObject {
  return {
    ...texts(character),
    creator_notes: 'Made for tests.',
    system_prompt: '',
    post_history_instructions: '',
    alternate_greetings: [`${character.greeting} (again)`],
    tags: character.tags,
    creator: 'The corpus',
    character_version: '1.2',
    extensions: { talkativeness: new Raw('0.50'), fav: false, 'corpus/made': { by: ['hand', 1, null] } },
    character_book: { extensions: {}, entries: [entry([character.key], character.lore)] },
  }
}

export function dataV3(character: Character): JsonObject {
  const { character_book: _, ...data } = dataV2(character)
  const book = { extensions: {}, entries: [entry([character.key], character.lore, { use_regex: false })] }
  return { ...data, character_book: book, group_only_greetings: [], nickname: '', creation_date: 1700000000 }
}

export const v2 = (data: JsonObject, more: JsonObject = {}): JsonObject => ({
  spec: 'chara_card_v2',
  spec_version: '2.0',
  data,
  ...more,
})

export const v3 = (data: JsonObject, more: JsonObject = {}): JsonObject => ({
  spec: 'chara_card_v3',
  spec_version: '3.0',
  data,
  ...more,
})

/** The document of a well-formed card, with everything that can be told from its value. */
export function documentOf(slug: string, root: JsonObject, more: Partial<Expected> = {}): Document {
  return { slug, json: write(root), expected: { ...expectedOf(root), ...more } }
}

function expectedOf(root: JsonObject): Expected {
  const data = isObject(root.data) ? root.data : root
  const spec = root.spec === 'chara_card_v3' ? 'v3' : root.spec === 'chara_card_v2' ? 'v2' : 'v1'
  const book = isObject(data.character_book) ? data.character_book.entries : []
  const expected: Expected = { spec, name: String(data.name), entries: Array.isArray(book) ? book.length : 0 }
  for (const field of ['description', 'first_mes'] as const) {
    if (typeof data[field] === 'string') expected[field] = data[field]
  }
  if (Array.isArray(data.assets)) expected.assets = data.assets.length
  return { ...expected, kept: keptOf(root) }
}

/** A card of each version for each character. */
export function baseDocuments(): Document[] {
  return CHARACTERS.flatMap((character) => [
    documentOf(`v1-${character.slug}`, texts(character)),
    documentOf(`v2-${character.slug}`, v2(dataV2(character))),
    documentOf(`v3-${character.slug}`, v3(dataV3(character))),
  ])
}
