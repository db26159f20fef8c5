/** JSON text on its way to and from the core. */

const encoder = new TextEncoder()

/** Writes a value as JSON in UTF-8. */
export function encodeJson(value: object): Uint8Array {
  return encoder.encode(withoutLoneSurrogates(JSON.stringify(value)))
}

/** Encodes text that is JSON already. */
export function encodeText(text: string): Uint8Array {
  return encoder.encode(text)
}

/** Reads what the core wrote. The type is the promise of the core, which its tests keep. */
export function decodeJson<T>(json: string): T {
  return JSON.parse(json) as T
}

/**
 * `JSON.stringify` writes half of a character (an emoji cut in two) as an escape, which no UTF-8 text can mean.
 * It becomes U+FFFD, as it does wherever else JavaScript encodes text.
 */
function withoutLoneSurrogates(json: string): string {
  if (!json.includes('\\ud')) return json
  return json.replace(/\\(?:ud[0-9a-f]{3}|.)/g, (escape) => (escape.startsWith('\\ud') ? '\\ufffd' : escape))
}
