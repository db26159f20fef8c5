/** Whom to talk to: a rail beside the chat, a row above it on narrow screens. */

import { useEffect, useRef } from 'react'
import type { ReactNode } from 'react'

import type { Character } from '../../api'
import { useStore } from '../../store'
import { Avatar } from '../../ui/avatar'
import { voiceStyle } from '../../ui/voice'
import { avatars, cast, chooseCharacter } from './characters'

export function CharacterList(): ReactNode {
  const state = useStore(cast)
  return (
    <nav className="cast" aria-label="Characters">
      <h2 className="cast-title">Characters</h2>
      {state.kind === 'loading' && <Placeholders />}
      {state.kind === 'failed' && <p className="cast-empty">They could not be loaded.</p>}
      {state.kind === 'ready' && state.characters.length === 0 && <p className="cast-empty">Nobody here yet.</p>}
      {state.kind === 'ready' && state.characters.length > 0 && (
        <ul className="cast-list">
          {state.characters.map((character) => (
            <Item key={character.id} character={character} isChosen={character.id === state.chosen?.id} />
          ))}
        </ul>
      )}
      <a className="cast-own" href="#card">
        Bring a card of your own
      </a>
    </nav>
  )
}

function Item({ character, isChosen }: { character: Character; isChosen: boolean }): ReactNode {
  const item = useRef<HTMLLIElement>(null)
  const picture = useStore(avatars).get(character.char_id) ?? null
  useEffect(() => {
    if (isChosen) item.current?.scrollIntoView({ block: 'nearest', inline: 'nearest' })
  }, [isChosen])
  return (
    <li ref={item} style={voiceStyle(character.color_hex)}>
      <button
        type="button"
        className="cast-item"
        aria-current={isChosen ? 'true' : undefined}
        onClick={() => chooseCharacter(character)}
      >
        <Avatar name={character.display_name} image={picture} />
        <span className="cast-name">{character.display_name}</span>
        <span className="cast-note">{character.description}</span>
      </button>
    </li>
  )
}

function Placeholders(): ReactNode {
  return (
    <div className="cast-list" role="status">
      <span className="sr-only">Loading characters</span>
      {[1, 2, 3, 4].map((place) => (
        <span key={place} className="cast-placeholder" />
      ))}
    </div>
  )
}
