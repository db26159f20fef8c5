/** The texts of a card, as the author wrote them, macros and all. */

import type { CardData } from 'cuecard'
import type { ReactNode } from 'react'

const TEXTS: readonly [field: keyof CardData & string, name: string][] = [
  ['description', 'Description'],
  ['personality', 'Personality'],
  ['scenario', 'Scenario'],
  ['first_mes', 'Greeting'],
  ['mes_example', 'Example dialogue'],
  ['system_prompt', 'System prompt'],
  ['post_history_instructions', 'Last word'],
]

export function CardFields({ data }: { data: CardData }): ReactNode {
  return (
    <section className="fields" aria-label="Fields">
      <h2>Fields</h2>
      {TEXTS.map(([field, name]) => {
        const text = data[field]
        return typeof text === 'string' && text !== '' ? <Field key={field} name={name} text={text} /> : null
      })}
      {data.alternate_greetings.length > 0 && (
        <Field
          name="Other greetings"
          size={`${data.alternate_greetings.length}`}
          text={data.alternate_greetings.join('\n\n')}
        />
      )}
      {Object.keys(data.extensions).length > 0 && (
        <Field
          name="Extensions"
          size={Object.keys(data.extensions).join(', ')}
          text={JSON.stringify(data.extensions, null, 2)}
          isCode
        />
      )}
    </section>
  )
}

interface FieldProps {
  name: string
  text: string
  /** Instead of the number of characters. */
  size?: string
  isCode?: boolean
}

function Field({ name, text, size, isCode = false }: FieldProps): ReactNode {
  return (
    <details className="field">
      <summary>
        <span>{name}</span>
        <span className="field-size">{size ?? `${text.length.toLocaleString('en')} characters`}</span>
      </summary>
      {isCode ? (
        <pre tabIndex={0} aria-label={name}>
          {text}
        </pre>
      ) : (
        <p className="field-text">{text}</p>
      )}
    </details>
  )
}
