/** Cards and files of cards for the tests of the package. */

import { salt } from '../support/cards.js'
import { cardPng } from '../support/png.js'

export const v1 = {
  name: 'Ada',
  description: 'A mathematician who keeps a lighthouse.',
  personality: 'Dry and exact.',
  scenario: 'The lamp room, at night.',
  first_mes: 'Hello, {{user}}.',
  mes_example: '<START>\n{{user}}: Why?\n{{char}}: Because.',
}

export const v2 = {
  spec: 'chara_card_v2',
  spec_version: '2.0',
  data: {
    ...v1,
    creator_notes: '',
    system_prompt: 'You are {{char}}.',
    post_history_instructions: '',
    alternate_greetings: ['Good evening.'],
    tags: ['lighthouse'],
    creator: 'a tester',
    character_version: '1',
    extensions: { 'some/program': { kept: [1, 2] } },
    character_book: {
      extensions: {},
      entries: [salt],
    },
  },
}

export const v3 = {
  ...v2,
  spec: 'chara_card_v3',
  spec_version: '3.0',
  data: { ...v2.data, group_only_greetings: [], nickname: 'Countess', unknown_field: { deep: true } },
}

/** A picture with one text chunk. */
export const png = (keyword: 'ccv3' | 'chara', card: object): Uint8Array => cardPng(card, keyword)
