/** The button for the other theme. */

import type { ReactNode } from 'react'

import { useStore } from '../store'
import { MoonIcon, SunIcon } from './icons'
import { theme, toggleTheme } from './theme'

export function ThemeToggle(): ReactNode {
  const other = useStore(theme) === 'dark' ? 'light' : 'dark'
  return (
    <button
      type="button"
      className="button button-bare button-square"
      aria-label={`Use the ${other} theme`}
      onClick={toggleTheme}
    >
      {other === 'light' ? <SunIcon /> : <MoonIcon />}
    </button>
  )
}
