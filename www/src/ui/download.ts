/** Hands a file to the browser, which asks or knows where to keep it. */

/** How long an address stays after the click: the browser reads the file by itself, and does not say when. */
const KEPT_MS = 60_000

/** Signs that some file system does not take, those that hide or turn text around them, and what is no text. */
const REFUSED = /[\\/:*?"<>|\p{Cc}\p{Cf}\p{Co}\p{Cn}\p{Cs}]/gu

/** Devices of Windows, which are no names of files there, whatever follows their first dot. */
const DEVICES = /^(?:aux|con|nul|prn|com\d|lpt\d)(?=\.|$)/i

/** Bytes of a name without its ending; file systems take 255 with it. */
const NAME_BYTES = 120

/** Saves `bytes` under a name. A type of file that browsers would show is not named to them. */
export function download(bytes: Uint8Array, name: string): void {
  const url = URL.createObjectURL(blobOf(bytes, 'application/octet-stream'))
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(url), KEPT_MS)
}

/** A name for a file, made of a text of any kind. */
export function fileName(text: string, extension: string, otherwise = 'card'): string {
  const plain = text.normalize('NFC').replace(REFUSED, ' ').replace(/\s+/gu, ' ')
  const name = cut(plain).replace(/^[\s.]+|[\s.]+$/gu, '').replace(DEVICES, '_$&')
  const ending = extension.replace(/[^a-z0-9]/gi, '').slice(0, 12).toLowerCase()
  return `${name === '' ? otherwise : name}.${ending === '' ? 'bin' : ending}`
}

/** The bytes as a blob. */
export function blobOf(bytes: Uint8Array, type: string): Blob {
  return new Blob([bytes as Uint8Array<ArrayBuffer>], { type })
}

/** As much of a name as fits, without half a sign at its end. */
function cut(text: string): string {
  const into = new Uint8Array(NAME_BYTES)
  const { read } = new TextEncoder().encodeInto(text, into)
  return text.slice(0, read)
}
