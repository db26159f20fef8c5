/** What a lorebook is called. */

import type { OpenBook } from '../card/card'

/** Its name, else that of its file. */
export function titleOf({ fileName, lorebook: { name } }: OpenBook): string {
  return name === undefined || name.trim() === '' ? fileName.replace(/\.[^.]{1,5}$/u, '') : name
}
