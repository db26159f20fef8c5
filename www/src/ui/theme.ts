/**
 * Light or dark: as the system says, until the visitor says otherwise. Going back to what the system says forgets the
 * choice. `public/theme.js` applies a choice before the first paint.
 */

import { readSetting, writeSetting } from '../settings'
import { createStore } from '../store'
import type { Readable } from '../store'

/** A theme of the page. */
export type Theme = 'dark' | 'light'

const system = window.matchMedia('(prefers-color-scheme: dark)')
const store = createStore<Theme>(chosen() ?? systemTheme())

system.addEventListener('change', () => store.set(chosen() ?? systemTheme()))

/** The theme that is shown. */
export const theme: Readable<Theme> = store

/** Shows the other theme. */
export function toggleTheme(): void {
  const next = store.get() === 'dark' ? 'light' : 'dark'
  const isSystem = next === systemTheme()
  writeSetting('theme', isSystem ? null : next)
  if (isSystem) delete document.documentElement.dataset.theme
  else document.documentElement.dataset.theme = next
  store.set(next)
}

function chosen(): Theme | null {
  const setting = readSetting('theme')
  return setting === 'dark' || setting === 'light' ? setting : null
}

function systemTheme(): Theme {
  return system.matches ? 'dark' : 'light'
}
