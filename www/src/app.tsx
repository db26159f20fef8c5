/** The page: the masthead, and one of the two views below it. */

import { useEffect } from 'react'
import type { ReactNode } from 'react'

import { CardPage } from './features/card/card-page'
import { DropTarget } from './features/card/drop-target'
import { cast } from './features/characters/characters'
import { ChatPage } from './features/chat/chat-page'
import { useView } from './route'
import type { View } from './route'
import { useStore } from './store'
import { Mark } from './ui/icons'
import { ThemeToggle } from './ui/theme-toggle'
import { OWN_COLOR, voiceStyle } from './ui/voice'

export function App(): ReactNode {
  const view = useView()
  const state = useStore(cast)
  const chosen = state.kind === 'ready' ? state.chosen : null
  const title = view === 'card' ? 'Card' : (chosen?.display_name ?? 'Chat')
  useEffect(() => {
    document.title = `${title} · cuecard`
  }, [title])
  // The colour of whoever is talked to is the one accent of the page.
  const color = view === 'chat' ? (chosen?.color_hex ?? OWN_COLOR) : OWN_COLOR
  return (
    <div className="page" style={voiceStyle(color)}>
      <button type="button" className="skip" onClick={() => document.getElementById('content')?.focus()}>
        Skip to the content
      </button>
      <header className="masthead">
        <a className="brand" href="#chat" aria-label="cuecard">
          <Mark />
          <span>cuecard</span>
        </a>
        <nav className="views" aria-label="Views">
          <ViewLink view="chat" current={view}>
            Chat
          </ViewLink>
          <ViewLink view="card" current={view}>
            Card
          </ViewLink>
        </nav>
        <p className="promise">Talk to a character, and see the exact prompt behind it.</p>
        <ThemeToggle />
      </header>
      <main id="content" tabIndex={-1}>
        {view === 'card' ? <CardPage /> : <ChatPage />}
      </main>
      <DropTarget />
    </div>
  )
}

function ViewLink({ view, current, children }: { view: View; current: View; children: ReactNode }): ReactNode {
  return (
    <a href={`#${view}`} aria-current={view === current ? 'page' : undefined}>
      {children}
    </a>
  )
}
