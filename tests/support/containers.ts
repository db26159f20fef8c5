/** One card in a file of each kind, written here and not by the product. */

import { keeper } from './cards.js'
import { cardJpeg, cardWebp, JPEG } from './exif.js'
import { cardPng, chunk, png, zTXt } from './png.js'
import { zip } from './zip.js'

type Card = ReturnType<typeof keeper>

/** A file, and what the product has to say of it. */
export interface Contained {
  file: Buffer
  type: string
  container: string
  /** How the key of the kept file ends. */
  extension: string
  /** The media type that the kept file has. */
  kept: string
}

const TEXT = 'text/plain; charset=utf-8'
const ZIP = 'application/zip'

/** YAML of which every value is in flow style, as JSON is. */
export function yaml({ data, ...head }: Card): string {
  const line = ([name, value]: [string, unknown]) => `${name}: ${JSON.stringify(value)}\n`
  const lines = Object.entries(data).map((field) => `  ${line(field)}`)
  return [...Object.entries(head).map(line), 'data:\n', ...lines].join('')
}

export function containers(card: Card): Record<string, Contained> {
  const json = JSON.stringify(card)
  const charx = zip([{ name: 'card.json', bytes: json, packed: true }])
  const animation = chunk('acTL', Buffer.from([0, 0, 0, 1, 0, 0, 0, 0]))
  const compressed = zTXt('ccv3', Buffer.from(json).toString('base64'))
  const of = (file: Buffer, type: string, container: string, extension = container, kept = type) => {
    return { file, type, container, extension, kept }
  }
  return {
    'a PNG': of(cardPng(card), 'image/png', 'png'),
    'an APNG': of(cardPng(card, 'ccv3', [animation]), 'image/apng', 'png', 'png', 'image/png'),
    'a PNG with a compressed card': of(png([], [compressed]), 'image/png', 'png'),
    'a WEBP': of(cardWebp(card), 'image/webp', 'webp'),
    'a JPEG': of(cardJpeg(card), 'image/jpeg', 'jpeg'),
    JSON: of(Buffer.from(json), 'application/json', 'json', 'json', 'application/json; charset=utf-8'),
    'a CHARX': of(charx, 'application/x-charx', 'charx', 'charx', ZIP),
    'a JPEG with a CHARX behind it': of(Buffer.concat([JPEG, charx]), 'image/jpeg', 'charx', 'charx', ZIP),
    YAML: of(Buffer.from(yaml(card)), 'application/yaml', 'yaml', 'yaml', 'application/yaml; charset=utf-8'),
    'Markdown with front matter': of(Buffer.from(`---\n${yaml(card)}---\n# A card\n`), 'text/markdown', 'text', 'txt', TEXT),
    'a text with JSON in it': of(Buffer.from(`A card:\n\n\`\`\`json\n${json}\n\`\`\`\n`), 'text/plain', 'text', 'txt', TEXT),
  }
}

/** An archive of Backyard with a character of that name, and a picture. */
export function byaf(name: string, icon: Uint8Array): Buffer {
  const character = {
    schemaVersion: 1,
    id: 'a',
    name,
    displayName: name,
    isNSFW: false,
    persona: '{character} keeps a lighthouse.',
    images: [{ path: 'images/lamp.png', label: '' }],
    loreItems: [{ key: 'salt', value: 'Salt keeps the lamp glass clear.' }],
  }
  const scenario = { schemaVersion: 1, firstMessages: [{ text: 'Good evening, {user}.' }], narrative: 'The lamp room.' }
  const manifest = { schemaVersion: 1, characters: ['characters/a/character.json'], scenarios: ['scenarios/1.json'] }
  return zip([
    { name: 'manifest.json', bytes: JSON.stringify(manifest) },
    { name: 'characters/a/character.json', bytes: JSON.stringify(character), packed: true },
    { name: 'scenarios/1.json', bytes: JSON.stringify(scenario), packed: true },
    { name: 'characters/a/images/lamp.png', bytes: icon },
  ])
}
