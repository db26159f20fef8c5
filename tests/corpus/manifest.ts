/** What is told about each file, for the program that checks the reader. */

import type { Document, Expected } from './json.ts'

export type Container = 'json' | 'png' | 'webp' | 'jpeg' | 'charx' | 'byaf' | 'yaml' | 'text'

/** A file that has to be read, or that has to be refused with one of some codes. */
export type Entry = { file: string; about: string } & (({ container: Container } & Expected) | { error: string[] })

export interface Case {
  entry: Entry
  bytes: Uint8Array
}

/** A file that has to be read. `about` says who wrote it and what is particular. */
export function readable(
  file: string,
  about: string,
  container: Container,
  bytes: Uint8Array,
  expected: Expected,
): Case {
  return { entry: { file, about, container, ...expected }, bytes }
}

/** A file that has to be refused with one of `error`. */
export function refused(file: string, about: string, bytes: Uint8Array, ...error: string[]): Case {
  return { entry: { file, about, error }, bytes }
}

export const utf8 = (text: string): Buffer => Buffer.from(text, 'utf8')

/** The documents of these names, each of which is there. */
export function pick(documents: Document[], ...slugs: string[]): Document[] {
  return slugs.map((slug) => {
    const found = documents.find((document) => document.slug === slug)
    if (!found) throw new Error(`there is no document ${slug}`)
    return found
  })
}
