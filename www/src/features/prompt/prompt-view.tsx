/** A prompt and the reason for each part of it: size, lore, the messages section by section, the exact request. */

import type { Prompt } from 'cuecard'
import { useMemo } from 'react'
import type { ReactNode } from 'react'

import { LoreHits } from './lore-hits'
import { RequestView } from './request-view'
import { familyOf, nameOf } from './section-names'
import { piecesOf } from './section-text'
import type { Piece } from './section-text'

interface PromptViewProps {
  prompt: Prompt
  /** One more fact for the line below the figures. */
  note?: ReactNode
}

export function PromptView({ prompt, note }: PromptViewProps): ReactNode {
  return (
    <div className="prompt">
      <Summary prompt={prompt} note={note} />
      {prompt.warnings.length > 0 && (
        <ul className="prompt-warnings" aria-label="Warnings">
          {prompt.warnings.map(({ code, message }) => (
            <li key={code}>
              {message} <code>{code}</code>
            </li>
          ))}
        </ul>
      )}
      <LoreHits prompt={prompt} />
      <Messages prompt={prompt} />
      <RequestView prompt={prompt} />
    </div>
  )
}

function Summary({ prompt, note }: PromptViewProps): ReactNode {
  return (
    <div className="prompt-summary">
      <p className="prompt-tokens">
        <strong>{prompt.tokens.toLocaleString('en')}</strong> tokens, estimated
      </p>
      <div className="prompt-bar" aria-hidden="true">
        {prompt.sections.map((section, place) => (
          <span
            key={place}
            className={`family family-${familyOf(section)}`}
            style={{ flexGrow: Math.max(1, section.tokens) }}
            title={`${nameOf(section)}: ${section.tokens} tokens`}
          />
        ))}
      </div>
      {note !== undefined && <p className="prompt-note">{note}</p>}
    </div>
  )
}

function Messages({ prompt }: { prompt: Prompt }): ReactNode {
  const { messages, sections } = prompt
  const cut = useMemo(
    () => messages.map((message, place) => ({ role: message.role, pieces: piecesOf(message, place, sections) })),
    [messages, sections],
  )
  return (
    <section className="prompt-part" aria-label="Messages">
      <h3>Messages</h3>
      <ol className="prompt-messages">
        {cut.map(({ role, pieces }, place) => (
          <li key={place} className="prompt-message">
            <p className="prompt-role">{role}</p>
            {pieces.map((piece, index) => (
              <Block key={index} piece={piece} />
            ))}
          </li>
        ))}
      </ol>
    </section>
  )
}

function Block({ piece: { section, text } }: { piece: Piece }): ReactNode {
  return (
    <div className={`block family family-${section === null ? 'other' : familyOf(section)}`}>
      {section !== null && (
        <p className="block-head">
          <span className="block-name">{nameOf(section)}</span>
          <code className="block-source">{section.source}</code>
          <span className="block-tokens">{section.tokens} tokens</span>
        </p>
      )}
      <p className="block-text">{text}</p>
    </div>
  )
}
