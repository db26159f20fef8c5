/** What a lorebook is called. */

import type { OpenBook } from '../card/card'

/** How names of files end, and what saved lorebooks have before it. */
const ENDING = /(?:\.(?:book|lorebook|world))?\.[^.]{1,5}$/u

/** Its name, else that of its file. */
export function titleOf({ fileName, lorebook: { name } }: OpenBook): string {
  return name === undefined || name.trim() === '' ? fileName.replace(ENDING, '') : name
}
