/** The four things of a card that every reader is judged by, as they lie in a parsed card of any version. */

export interface Seen {
  name: unknown
  description: unknown
  first_mes: unknown
  entries: unknown
}

export function seen(card: unknown): Seen {
  const root = card as { data?: Fields } & Fields
  const { name, description, first_mes, character_book } = root.data ?? root
  return { name, description, first_mes, entries: character_book?.entries?.length ?? 0 }
}

interface Fields {
  name?: unknown
  description?: unknown
  first_mes?: unknown
  character_book?: { entries?: unknown[] } | null
}
