/** Writes and reads ZIP archives, honest ones and others. */

import { crc32, deflateRawSync, inflateRawSync } from 'node:zlib'

/** A file of an archive. */
export interface ZipFile {
  name: string
  bytes: Uint8Array | string
  /** Packs the file; otherwise it is stored. */
  packed?: boolean
  /** Announces another size than it has. */
  announced?: number
  /** Says in the list that the file is where this one is. */
  at?: string
}

/** An archive with these files, in their order. */
export function zip(files: ZipFile[]): Buffer {
  const places = new Map<string, number>()
  const bodies: Buffer[] = []
  const list: Buffer[] = []
  let offset = 0
  for (const file of files) {
    const name = Buffer.from(file.name)
    const data = Buffer.from(file.bytes)
    const written = file.packed ? deflateRawSync(data) : data
    const fields = Buffer.alloc(26)
    fields.writeUInt16LE(20)
    fields.writeUInt16LE(0x0800, 2)
    fields.writeUInt16LE(file.packed ? 8 : 0, 4)
    fields.writeUInt32LE(crc32(data), 10)
    fields.writeUInt32LE(written.length, 14)
    fields.writeUInt32LE(file.announced ?? data.length, 18)
    fields.writeUInt16LE(name.length, 22)
    const body = Buffer.concat([Buffer.from('PK\x03\x04'), fields, name, written])
    places.set(file.name, offset)
    list.push(entry(fields, name, places.get(file.at ?? file.name) ?? 0))
    bodies.push(body)
    offset += body.length
  }
  const central = Buffer.concat(list)
  const end = Buffer.alloc(18)
  end.writeUInt16LE(files.length, 4)
  end.writeUInt16LE(files.length, 6)
  end.writeUInt32LE(central.length, 8)
  end.writeUInt32LE(offset, 12)
  return Buffer.concat([...bodies, central, Buffer.from('PK\x05\x06'), end])
}

/** An archive with these files by their paths; documents are written as JSON. */
export function archive(files: Record<string, Uint8Array | object>): Buffer {
  const bytesOf = (file: Uint8Array | object) => (file instanceof Uint8Array ? file : JSON.stringify(file))
  return zip(Object.entries(files).map(([name, file]) => ({ name, bytes: bytesOf(file), packed: true })))
}

function entry(fields: Buffer, name: Buffer, offset: number): Buffer {
  const behind = Buffer.alloc(14)
  behind.writeUInt32LE(offset, 10)
  return Buffer.concat([Buffer.from('PK\x01\x02\x14\0'), fields, behind, name])
}

/** The files of an archive in the order of its list, as they stand in it and unpacked. */
export function unzip(archive: Buffer): Map<string, { written: Buffer; bytes: Buffer }> {
  const files = new Map<string, { written: Buffer; bytes: Buffer }>()
  const end = archive.lastIndexOf('PK\x05\x06', undefined, 'latin1')
  let at = archive.readUInt32LE(end + 16)
  for (let left = archive.readUInt16LE(end + 10); left > 0; left -= 1) {
    const [nameLength, extra, comment] = [28, 30, 32].map((field) => archive.readUInt16LE(at + field)) as [
      number,
      number,
      number,
    ]
    const header = archive.readUInt32LE(at + 42)
    const start = header + 30 + archive.readUInt16LE(header + 26) + archive.readUInt16LE(header + 28)
    const written = archive.subarray(start, start + archive.readUInt32LE(at + 20))
    const bytes = archive.readUInt16LE(at + 10) === 8 ? inflateRawSync(written) : written
    files.set(archive.toString('utf8', at + 46, at + 46 + nameLength), { written, bytes })
    at += 46 + nameLength + extra + comment
  }
  return files
}
