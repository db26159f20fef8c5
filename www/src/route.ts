/** The two views of the page and the part of the address that names them: `#chat` and `#card`. */

import { useSyncExternalStore } from 'react'

/** A view of the page. */
export type View = 'card' | 'chat'

/** Shows a view, and leaves the one before it to the back button. */
export function show(view: View): void {
  if (currentView() !== view) location.hash = view
}

/** The view to render. */
export function useView(): View {
  return useSyncExternalStore(subscribe, currentView)
}

function subscribe(listener: () => void): () => void {
  window.addEventListener('hashchange', listener)
  return () => window.removeEventListener('hashchange', listener)
}

function currentView(): View {
  return location.hash === '#card' ? 'card' : 'chat'
}
