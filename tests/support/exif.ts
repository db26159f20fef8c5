/** Writes WEBP and JPEG files with a card in their EXIF data, with pixels where somebody looks at them. */

/** A little-endian TIFF whose first directory has one text, `UserComment`. */
function tiff(text: string): Buffer {
  const comment = Buffer.from(`ASCII\0\0\0${text}`)
  const directory = Buffer.alloc(26)
  directory.write('II*\0', 'latin1')
  directory.writeUInt32LE(8, 4)
  directory.writeUInt16LE(1, 8)
  directory.writeUInt16LE(0x9286, 10)
  directory.writeUInt16LE(7, 12)
  directory.writeUInt32LE(comment.length, 14)
  directory.writeUInt32LE(directory.length, 18)
  return Buffer.concat([directory, comment])
}

/** A WEBP without pixels. */
export function cardWebp(card: object): Buffer {
  return webp([riffChunk('VP8L', Buffer.from('odd')), exifChunk(card)])
}

/** A JPEG without pixels. */
export function cardJpeg(card: object): Buffer {
  return Buffer.concat([Buffer.from('ffd8', 'hex'), exifSegment(card), JPEG_SCAN])
}

/** The WEBP picture with a card. */
export function webpWithCard(picture: Buffer, card: object, width: number, height: number): Buffer {
  const header = Buffer.alloc(10)
  // EXIF data follow, and the size of the picture less one, in 24 bits each.
  header.writeUInt8(0x08, 0)
  header.writeUIntLE(width - 1, 4, 3)
  header.writeUIntLE(height - 1, 7, 3)
  // A header that the browser wrote gives way to this one.
  const start = picture.toString('latin1', 12, 16) === 'VP8X' ? 30 : 12
  return webp([riffChunk('VP8X', header), picture.subarray(start), exifChunk(card)])
}

/** The JPEG picture with a card. */
export function jpegWithCard(picture: Buffer, card: object): Buffer {
  return Buffer.concat([picture.subarray(0, 2), exifSegment(card), picture.subarray(2)])
}

function webp(chunks: Buffer[]): Buffer {
  return riffChunk('RIFF', Buffer.concat([Buffer.from('WEBP'), ...chunks]))
}

const exifChunk = (card: object): Buffer => riffChunk('EXIF', tiff(JSON.stringify(card)))

function riffChunk(kind: string, body: Buffer): Buffer {
  const length = Buffer.alloc(4)
  length.writeUInt32LE(body.length)
  return Buffer.concat([Buffer.from(kind), length, body, Buffer.alloc(body.length % 2)])
}

function exifSegment(card: object): Buffer {
  const exif = Buffer.concat([Buffer.from('Exif\0\0'), tiff(JSON.stringify(card))])
  const head = Buffer.from('ffe10000', 'hex')
  head.writeUInt16BE(exif.length + 2, 2)
  return Buffer.concat([head, exif])
}

const JPEG_SCAN = Buffer.from('ffda0002706978656c73ffd9', 'hex')

/** A JPEG without a card. */
export const JPEG = Buffer.concat([Buffer.from('ffd8ffe000074a46494600', 'hex'), JPEG_SCAN])
