/** The first message of a character, with the name of whoever reads it in place of `{{user}}`. */

import type { Character } from '../../api'

export function greetingOf(character: Character, visitor: string): string {
  return character.greeting.replaceAll(/\{\{\s*user\s*\}\}/gi, () => visitor)
}
