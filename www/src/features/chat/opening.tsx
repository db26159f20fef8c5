/** Who one is talking to, and the greeting. */

import { memo } from 'react'
import type { ReactNode } from 'react'

import type { Character } from '../../api'
import { useStore } from '../../store'
import { Avatar } from '../../ui/avatar'
import { avatars } from '../characters/characters'
import { greetingOf } from './greeting'
import { Speech } from './speech'
import { visitor } from './visitor'

export const Opening = memo(function Opening({ character }: { character: Character }): ReactNode {
  const picture = useStore(avatars).get(character.char_id) ?? null
  const { name } = useStore(visitor)
  const greeting = greetingOf(character, name)
  const { corpus, tone } = character
  return (
    <>
      <header className="opening">
        {picture !== null && <Avatar name={character.display_name} image={picture} size="large" />}
        <h1>{character.display_name}</h1>
        {character.description !== '' && <p className="opening-note">{character.description}</p>}
        <ul className="opening-facts">
          {tone !== null && tone !== '' && <li>{tone}</li>}
          {corpus !== null && <li>quotes {titleOf(corpus)}</li>}
        </ul>
      </header>
      {greeting !== '' && (
        <article className="turn turn-character" aria-label={`${character.display_name} says`}>
          <p className="turn-name">{character.display_name}</p>
          <div className="bubble">
            <Speech text={greeting} />
          </div>
        </article>
      )}
    </>
  )
})

/** `the-spiral-almanac` → `The Spiral Almanac`. */
function titleOf(slug: string): string {
  return slug
    .split('-')
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join(' ')
}
