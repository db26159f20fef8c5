/** Cards of other programs, and cards inside text: YAML, Markdown with front matter, fenced JSON. */

import { CHARACTERS, dataV2, documentOf, v2, v3, dataV3 } from './characters.ts'
import type { Character } from './characters.ts'
import type { Expected, Spec } from './json.ts'
import { readable, utf8 } from './manifest.ts'
import type { Case, Container } from './manifest.ts'

const [latin, japanese, arabic, emoji] = CHARACTERS

export function textImports(): Case[] {
  const imports = [pygmalion, agnai, persona, textGeneration, frontMatter, fenced]
  return imports.flatMap((cases) => cases())
}

function text(file: string, container: Container, content: string, expected: Expected, about = 'by hand'): Case {
  return readable(file, about, container, utf8(content), expected)
}

const named = (spec: Spec, character: Character, more: Partial<Expected> = {}): Expected => ({
  spec,
  name: character.name,
  entries: 0,
  ...more,
})

const both = (character: Character) => ({ description: character.description, first_mes: character.greeting })

function pygmalion(): Case[] {
  return CHARACTERS.map((character) => {
    const card = {
      char_name: character.name,
      char_persona: character.description,
      char_greeting: character.greeting,
      example_dialogue: character.example,
      world_scenario: character.scenario,
    }
    const expected = named('pygmalion', character, both(character))
    return text(`pygmalion-${character.slug}.json`, 'json', JSON.stringify(card), expected)
  })
}

function agnai(): Case[] {
  const card = (character: Character, persona: object) => ({
    kind: 'character',
    _id: 'corpus',
    name: character.name,
    persona,
    greeting: character.greeting,
    scenario: character.scenario,
    sampleChat: character.example,
    description: 'For people.',
    tags: character.tags,
  })
  const kinds: [string, object][] = [
    ['text', { kind: 'text', attributes: { text: [latin.description] } }],
    ['wpp', { kind: 'wpp', attributes: { species: ['human'], habit: ['counts knots', 'hums'] } }],
    ['sbf', { kind: 'sbf', attributes: { mind: ['patient'] } }],
    ['boostyle', { kind: 'boostyle', attributes: { looks: ['wet boots'] } }],
  ]
  return kinds.map(([kind, persona]) => {
    const expected = named('agnai', latin, { first_mes: latin.greeting })
    return text(`agnai-${kind}.json`, 'json', JSON.stringify(card(latin, persona)), expected)
  })
}

function persona(): Case[] {
  const least = { id: 'ferry-keeper', name: latin.name, systemPrompt: 'You are {{char}}, keeper of the ferry.' }
  const full = {
    ...least,
    description: 'Short of words.',
    temperature: 0.7,
    maxTokens: 1000,
    model: 'any',
    personality: { tone: 'dry', style: 'short', formality: 'low' },
  }
  return [
    text('persona-least.json', 'json', JSON.stringify(least), named('persona', latin)),
    text('persona-full.json', 'json', JSON.stringify(full), named('persona', latin)),
    text('persona-scripts.json', 'json', JSON.stringify({ ...full, name: emoji.name }), named('persona', emoji)),
  ]
}

function textGeneration(): Case[] {
  const quoted = (character: Character) =>
    [
      `name: ${JSON.stringify(character.name)}`,
      `context: ${JSON.stringify(character.description)}`,
      `greeting: ${JSON.stringify(character.greeting)}`,
    ].join('\n')
  const blocks = [
    '# a character',
    `name: ${latin.name}`,
    'greeting: |-',
    '  *She coils the rope.*',
    '',
    '  "You are late."',
    'context: >-',
    '  She keeps the ferry',
    '  at Solway Reach.',
    '',
  ].join('\n')
  const folded = {
    description: 'She keeps the ferry at Solway Reach.',
    first_mes: '*She coils the rope.*\n\n"You are late."',
  }
  const expected = (character: Character) => named('text_generation_web_ui', character, both(character))
  return [
    ...CHARACTERS.map((character) =>
      text(`textgen-${character.slug}.yaml`, 'yaml', `${quoted(character)}\n`, expected(character)),
    ),
    text('textgen-blocks.yaml', 'yaml', blocks, named('text_generation_web_ui', latin, folded)),
    text('textgen-document.yaml', 'yaml', `---\n${quoted(latin)}\n...\n`, expected(latin)),
    text('textgen-crlf.yaml', 'yaml', `${quoted(japanese).replaceAll('\n', '\r\n')}\r\n`, expected(japanese)),
    text('textgen-bom.yaml', 'yaml', `\ufeff${quoted(arabic)}\n`, expected(arabic)),
  ]
}

function frontMatter(): Case[] {
  const data = (character: Character) => [
    `  name: ${JSON.stringify(character.name)}`,
    `  description: ${JSON.stringify(character.description)}`,
    '  personality: "Patient"',
    '  scenario: ""',
    `  first_mes: ${JSON.stringify(character.greeting)}`,
    '  mes_example: ""',
    '  tags: ["ferry", "river"]',
    '  extensions:',
    '    corpus/made: "by hand"',
    '  character_book:',
    '    extensions: {}',
    '    entries:',
    '      - keys: ["tide", "ebb"]',
    '        content: "Twice a day."',
    '        extensions: {}',
    '        enabled: true',
    '        insertion_order: 1',
  ]
  const nested = (character: Character) =>
    ['---', 'spec: chara_card_v2', 'spec_version: "2.0"', 'data:', ...data(character), '---', ''].join('\n')
  const v1 = ['---', ...data(latin).slice(0, 6).map((line) => line.trim()), '---', '', '# Brina', ''].join('\n')
  const kept = [{ pointer: '/data/extensions/corpus~1made', json: '"by hand"' }]
  const more = (character: Character) => ({ ...both(character), entries: 1, keys: ['tide', 'ebb'], kept })
  return [
    ...CHARACTERS.map((character) => {
      const content = `${nested(character)}\n# ${character.name}\n\nA card.\n`
      return text(`front-matter-${character.slug}.md`, 'text', content, named('v2', character, more(character)))
    }),
    text('front-matter-crlf.md', 'text', nested(latin).replaceAll('\n', '\r\n'), named('v2', latin, more(latin))),
    text('front-matter-bom.txt', 'text', `\ufeff\n${nested(latin)}`, named('v2', latin, more(latin))),
    text('front-matter-v1.md', 'text', v1, named('v1', latin, both(latin))),
  ]
}

function fenced(): Case[] {
  const block = (json: string) => `# A card\n\nSome words before.\n\n\`\`\`json\n${json}\n\`\`\`\n\nSome after.\n`
  return CHARACTERS.flatMap((character) => {
    const older = documentOf('', v2(dataV2(character)))
    const newer = documentOf('', v3(dataV3(character)))
    const spread = JSON.stringify(JSON.parse(older.json), null, 2)
    const { kept: _, ...loose } = older.expected
    return [
      text(`fenced-v2-${character.slug}.md`, 'text', block(older.json), older.expected),
      text(`fenced-v3-${character.slug}.txt`, 'text', block(newer.json), newer.expected),
      text(`fenced-spread-${character.slug}.txt`, 'text', block(spread), loose),
    ]
  })
}
