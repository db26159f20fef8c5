/** BYAF, the archive of Backyard: a manifest that names characters and scenarios. */

import { CHARACTERS } from './characters.ts'
import type { Character } from './characters.ts'
import type { Files } from './archives.ts'
import { readable, utf8 } from './manifest.ts'
import type { Case } from './manifest.ts'

const [latin, japanese, , emoji] = CHARACTERS

const MANIFEST = {
  schemaVersion: 1,
  createdAt: '2026-01-02T03:04:05.000Z',
  characters: ['characters/one/character.json'],
  scenarios: ['scenarios/scenario1.json'],
  author: { name: 'corpus', backyardURL: 'https://example.com/corpus' },
}

function character({ name, description, key, lore }: Character): object {
  return {
    schemaVersion: 1,
    id: 'one',
    name,
    displayName: `${name} of the corpus`,
    isNSFW: false,
    persona: `${description} {user} knows. #{character}: hello`,
    createdAt: MANIFEST.createdAt,
    updatedAt: MANIFEST.createdAt,
    loreItems: [
      { id: 'a', order: 'a', key: `${key}, boat`, value: lore },
      { id: 'b', order: 'b', key: 'bell', value: 'It is cracked.' },
    ],
    images: [{ path: 'images/one.png', label: '' }],
  }
}

const scenario = ({ greeting, scenario: narrative }: Character): object => ({
  schemaVersion: 1,
  title: 'At dusk',
  narrative,
  firstMessages: [{ characterID: 'one', text: `${greeting}\n#{user}: hm.` }],
  exampleMessages: [{ characterID: 'one', text: '#{character}: Two songs.' }],
  formattingInstructions: 'Write short.',
  canDeleteExampleMessages: true,
  minP: 0.1,
  model: 'any',
  temperature: 1.2,
  messages: [],
})

/** Expected texts have the macros of cards in place of those of Backyard. */
export function backyardFiles(writers: Record<string, (files: Files) => Buffer>): Case[] {
  return [latin, japanese, emoji].flatMap((who) =>
    Object.entries(writers).map(([writer, write]) =>
      readable(`byaf-${who.slug}-${writer}.byaf`, 'fflate', 'byaf', write(backyard(who)), {
        spec: 'byaf',
        name: who.name,
        description: `${who.description} {{user}} knows. {{char}}: hello`,
        first_mes: `${who.greeting}\n{{user}}: hm.`,
        entries: 2,
        keys: [who.key, 'boat'],
      }),
    ),
  )
}

export function backyard(who: Character): Files {
  return {
    'manifest.json': utf8(JSON.stringify(MANIFEST)),
    'characters/one/character.json': utf8(JSON.stringify(character(who))),
    'characters/one/images/one.png': Buffer.from('89504e470d0a1a0a', 'hex'),
    'scenarios/scenario1.json': utf8(JSON.stringify(scenario(who))),
  }
}
