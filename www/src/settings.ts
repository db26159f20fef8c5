/** What the page remembers between visits. Where storage is refused, it remembers nothing and works all the same. */

/** The names of what is remembered. */
export type Setting = 'character' | 'theme' | 'visitor'

/** Reads a setting; `null` when there is none. */
export function readSetting(name: Setting): string | null {
  try {
    return localStorage.getItem(`cuecard.${name}`)
  } catch {
    return null
  }
}

/** Writes a setting, or removes it with `null`. */
export function writeSetting(name: Setting, value: string | null): void {
  try {
    if (value === null) localStorage.removeItem(`cuecard.${name}`)
    else localStorage.setItem(`cuecard.${name}`, value)
  } catch {
    // A refused write is a setting that lasts until the page is closed.
  }
}
