/** What goes to the core, as bytes, and the JSON that comes back. */

const encoder = new TextEncoder()

/** The bytes of a file, of the text of one, or of a value as JSON. */
export function encode(input: ArrayBuffer | Uint8Array | object | string): Uint8Array {
  if (typeof input === 'string' || isBinary(input)) return encodeFile(input)
  if (Object(input) !== input || input instanceof Blob || input instanceof Promise) {
    throw new TypeError('a card or lorebook has to be an object, an ArrayBuffer, a Uint8Array or a text')
  }
  refuseImport(input)
  return encodeJson(input)
}

/** The bytes of a file, or of the text of one. */
export function encodeFile(file: ArrayBuffer | Uint8Array | string): Uint8Array {
  if (typeof file === 'string') return encoder.encode(file)
  // A promise that was not awaited, or a Blob, would otherwise be a file of no bytes, and no card.
  if (!isBinary(file)) throw new TypeError('a file has to be an ArrayBuffer, a Uint8Array or a text')
  return ArrayBuffer.isView(file) ? new Uint8Array(file.buffer, file.byteOffset, file.byteLength) : new Uint8Array(file)
}

/** The bytes of a picture. A text is none: mostly it is the address of one. */
export function encodePicture(picture: ArrayBuffer | Uint8Array | string): Uint8Array {
  if (typeof picture === 'string') throw new TypeError('a picture has to be an ArrayBuffer or a Uint8Array')
  return encodeFile(picture)
}

/** Writes a value as JSON in UTF-8. */
export function encodeJson(value: object): Uint8Array {
  return encoder.encode(withoutLoneSurrogates(JSON.stringify(value)))
}

/** Refuses what `readCard` and `readLorebook` give where the card or lorebook in it is meant. */
export function refuseImport(value: unknown): void {
  if (typeof value !== 'object' || value === null || !('format' in value && 'warnings' in value)) return
  const name = 'card' in value ? 'card' : 'lorebook' in value ? 'lorebook' : undefined
  if (name !== undefined) throw new TypeError(`this is a whole import: give the \`${name}\` in it`)
}

/** Reads what the core wrote. The type is the promise of the core, which its tests keep. */
export function decodeJson<T>(json: string): T {
  return JSON.parse(json) as T
}

/** By its tag, which a buffer of another realm (a frame, a test environment) has too. */
function isBinary(value: object): value is ArrayBuffer | Uint8Array {
  return ArrayBuffer.isView(value) || Object.prototype.toString.call(value) === '[object ArrayBuffer]'
}

/**
 * `JSON.stringify` writes half of a character (an emoji cut in two) as an escape, which no UTF-8 text can mean.
 * It becomes U+FFFD, as it does wherever else JavaScript encodes text.
 */
function withoutLoneSurrogates(json: string): string {
  if (!json.includes('\\ud')) return json
  return json.replace(/\\(?:ud[0-9a-f]{3}|.)/g, (escape) => (escape.startsWith('\\ud') ? '\\ufffd' : escape))
}
