/** What the sections of a prompt are called, and which of them belong together and share a colour. */

import type { Section } from 'cuecard'

/** Sections of one colour. */
export type Family = 'chat' | 'instruction' | 'lore' | 'other' | 'passages' | 'character' | 'user'

const NAMES: Record<string, readonly [name: string, family: Family]> = {
  main: ['Main instruction', 'instruction'],
  lore_before: ['Lore, before the character', 'lore'],
  description: ['Description', 'character'],
  personality: ['Personality', 'character'],
  scenario: ['Scenario', 'character'],
  lore_after: ['Lore, after the character', 'lore'],
  user_persona: ['Who you are', 'user'],
  examples: ['Example dialogue', 'character'],
  passages: ['Passages', 'passages'],
  history: ['Earlier message', 'chat'],
  text: ['Your message', 'user'],
  post_history: ['Last word', 'instruction'],
}

/** The name of a section; a section that this page does not know goes by its id. */
export function nameOf({ id }: Section): string {
  return NAMES[id]?.[0] ?? id
}

/** The family of a section. */
export function familyOf({ id }: Section): Family {
  return NAMES[id]?.[1] ?? 'other'
}
