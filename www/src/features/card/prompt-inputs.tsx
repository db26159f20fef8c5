/** What a prompt depends on besides the card: the words, the name, the brain. */

import type { ReactNode } from 'react'

/** The values of the inputs. */
export interface Inputs {
  readonly text: string
  readonly userName: string
  readonly brain: 'ollama' | 'scripted'
  readonly model: string
}

interface PromptInputsProps {
  inputs: Inputs
  onChange: (inputs: Inputs) => void
}

export function PromptInputs({ inputs, onChange }: PromptInputsProps): ReactNode {
  const change = (changed: Partial<Inputs>): void => onChange({ ...inputs, ...changed })
  return (
    <div className="inputs">
      <label className="input input-wide">
        <span>What you say</span>
        <textarea
          rows={2}
          value={inputs.text}
          placeholder="Type, and watch the prompt change"
          onChange={(event) => change({ text: event.target.value })}
        />
      </label>
      <label className="input">
        <span>Your name</span>
        <input
          value={inputs.userName}
          autoComplete="off"
          spellCheck={false}
          onChange={(event) => change({ userName: event.target.value })}
        />
      </label>
      <label className="input">
        <span>Brain</span>
        <select
          value={inputs.brain}
          onChange={(event) => change({ brain: event.target.value === 'ollama' ? 'ollama' : 'scripted' })}
        >
          <option value="scripted">Scripted demo brain</option>
          <option value="ollama">Ollama</option>
        </select>
      </label>
      {inputs.brain === 'ollama' && (
        <label className="input">
          <span>Model</span>
          <input
            value={inputs.model}
            autoComplete="off"
            spellCheck={false}
            onChange={(event) => change({ model: event.target.value })}
          />
        </label>
      )}
    </div>
  )
}
