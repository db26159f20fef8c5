/** Which files the card view takes, and what they are called. */

import type { Format, LorebookFormat } from 'cuecard'

/** For the file picker. Types are there for the pickers of phones, which know no endings. */
export const ACCEPTED = [
  '.png,.apng,.webp,.jpg,.jpeg,.json,.charx,.byaf,.yaml,.yml,.md,.txt',
  'image/png,image/apng,image/webp,image/jpeg,application/json,application/yaml,text/markdown,text/plain',
].join(',')

const CONTAINERS: Record<Format['container'], string> = {
  byaf: 'BYAF archive',
  charx: 'CHARX archive',
  jpeg: 'JPEG',
  json: 'JSON',
  png: 'PNG',
  text: 'Text',
  webp: 'WEBP',
  yaml: 'YAML',
}

const SPECS: Record<Format['spec'], string> = {
  agnai: 'character of Agnai',
  byaf: 'character of Backyard AI',
  persona: 'persona',
  pygmalion: 'character of Pygmalion',
  text_generation_web_ui: 'character of text-generation-webui',
  v1: 'card of version 1',
  v2: 'card of version 2',
  v3: 'card of version 3',
}

const BOOKS: Record<LorebookFormat, string> = {
  agnai: 'Memory book of Agnai',
  character_book: 'Book of a card',
  lorebook_v3: 'Lorebook of version 3',
  novel_ai: 'Lorebook of NovelAI',
  risu: 'Lorebook of RisuAI',
  silly_tavern: 'World of SillyTavern',
}

/** What a card file was. A core that is newer than this page may know more. */
export function nameOfFormat({ container, spec }: Format): string {
  return `${CONTAINERS[container] ?? container}, ${SPECS[spec] ?? spec}`
}

/** What a lorebook file was. */
export function nameOfBook(format: LorebookFormat): string {
  return BOOKS[format] ?? format
}
