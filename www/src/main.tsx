/** Starts the page, and at the same time what it will need: the core and the characters. */

import { init } from 'cuecard'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'

import { App } from './app'
import { loadCharacters } from './features/characters/characters'
import { Boundary } from './ui/boundary'
import './styles/index.css'

// A failure shows where the core is used, which tries again.
init().catch(() => undefined)
void loadCharacters()

const root = document.getElementById('root')
if (root === null) throw new Error('index.html has no element “root”')
createRoot(root).render(
  <StrictMode>
    <Boundary>
      <App />
    </Boundary>
  </StrictMode>,
)
