/** Writes WEBP and JPEG files with a card in their EXIF data. There are no pixels: nobody looks at them. */

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

export function cardWebp(card: object): Buffer {
  const chunk = (kind: string, body: Buffer) => {
    const length = Buffer.alloc(4)
    length.writeUInt32LE(body.length)
    return Buffer.concat([Buffer.from(kind), length, body, Buffer.alloc(body.length % 2)])
  }
  const chunks = Buffer.concat([chunk('VP8L', Buffer.from('odd')), chunk('EXIF', tiff(JSON.stringify(card)))])
  const length = Buffer.alloc(4)
  length.writeUInt32LE(chunks.length + 4)
  return Buffer.concat([Buffer.from('RIFF'), length, Buffer.from('WEBP'), chunks])
}

export function cardJpeg(card: object): Buffer {
  const exif = Buffer.concat([Buffer.from('Exif\0\0'), tiff(JSON.stringify(card))])
  const length = Buffer.alloc(2)
  length.writeUInt16BE(exif.length + 2)
  return Buffer.concat([Buffer.from('ffd8ffe1', 'hex'), length, exif, JPEG_SCAN])
}

const JPEG_SCAN = Buffer.from('ffda0002706978656c73ffd9', 'hex')

/** A JPEG without a card. */
export const JPEG = Buffer.concat([Buffer.from('ffd8ffe000074a46494600', 'hex'), JPEG_SCAN])
