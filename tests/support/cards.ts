/** A card of the tests' own. */

/** A lore entry. */
export const salt = {
  keys: ['salt'],
  content: 'Salt keeps the lamp glass clear.',
  extensions: {},
  enabled: true,
  insertion_order: 1,
  name: 'Salt',
}

/** A keeper with one lore entry, whose key is `salt`. */
export function keeper(name: string) {
  return {
    spec: 'chara_card_v3',
    spec_version: '3.0',
    data: {
      name,
      description: '{{char}} keeps a lighthouse and counts the ships. — 灯台 🕯',
      personality: 'Dry and exact.',
      scenario: 'The lamp room, at night, with {{user}}.',
      first_mes: 'Good evening, {{user}}. Mind the step.',
      mes_example: '<START>\n{{user}}: Why?\n{{char}}: Because the glass was dirty.',
      creator_notes: 'A lighthouse, and who keeps it.',
      system_prompt: '',
      post_history_instructions: '',
      alternate_greetings: [],
      group_only_greetings: [],
      tags: ['lighthouse', 'night'],
      creator: 'a tester',
      character_version: '1',
      extensions: { 'some/program': { kept: [1, 2.5, null] } },
      unknown_field: { kept: true },
      character_book: {
        name: 'The log',
        extensions: {},
        entries: [salt],
      },
    },
  }
}
