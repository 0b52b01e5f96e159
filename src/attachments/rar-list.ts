import { type ArchiveEntry, type ArchiveListing, MAX_ENTRIES } from './archive-entry.ts'

const RAR4 = Buffer.from('526172211a0700', 'hex')
const RAR5 = Buffer.from('526172211a070100', 'hex')

/** Reads the file headers of a RAR 4 or 5 archive; null when they are broken. */
export function listRar(bytes: Buffer): ArchiveListing | null {
  if (bytes.subarray(0, RAR5.length).equals(RAR5)) return listRar5(bytes)
  if (bytes.subarray(0, RAR4.length).equals(RAR4)) return listRar4(bytes)
  return null
}

function listRar4(bytes: Buffer): ArchiveListing | null {
  const entries: ArchiveEntry[] = []
  let at = RAR4.length
  while (at + 7 <= bytes.length) {
    const type = bytes[at + 2]
    const flags = bytes.readUInt16LE(at + 3)
    const size = bytes.readUInt16LE(at + 5)
    if (size < 7 || at + size > bytes.length) return null
    if (type === 0x73 && (flags & 0x0080) !== 0) return { entries, sealed: true, bomb: false }
    if (type === 0x7b) return { entries, sealed: false, bomb: false }
    let added = (flags & 0x8000) !== 0 && size >= 11 ? bytes.readUInt32LE(at + 7) : 0
    if (type === 0x74) {
      const entry = readRar4Entry(bytes.subarray(at, at + size), flags)
      if (entry === null) return null
      entries.push(entry)
      added = entry.packedBytes
    }
    if (entries.length >= MAX_ENTRIES) return { entries, sealed: false, bomb: true }
    at += size + added
  }
  // Every RAR since 2002 ends with its own block: without it something is missing.
  return null
}

function readRar4Entry(header: Buffer, flags: number): ArchiveEntry | null {
  if (header.length < 32) return null
  const large = (flags & 0x0100) !== 0
  const start = large ? 40 : 32
  const name = header.subarray(start, start + header.readUInt16LE(26))
  if (name.length === 0 || header.length < start) return null
  const high = large ? [header.readUInt32LE(32), header.readUInt32LE(36)] : [0, 0]
  // With the Unicode flag the plain name stands before a zero; the coded form behind it is skipped.
  const zero = name.indexOf(0)
  const plain = zero < 0 ? name : name.subarray(0, zero)
  return {
    name: decodeRar4Name(plain),
    packedBytes: header.readUInt32LE(7) + (high[0] ?? 0) * 2 ** 32,
    unpackedBytes: header.readUInt32LE(11) + (high[1] ?? 0) * 2 ** 32,
    encrypted: (flags & 0x0004) !== 0,
  }
}

function decodeRar4Name(raw: Buffer): string {
  const utf8 = raw.toString('utf8')
  return utf8.includes('\uFFFD') ? new TextDecoder('ibm866').decode(raw) : utf8
}

type Reader = { bytes: Buffer; at: number }

function listRar5(bytes: Buffer): ArchiveListing | null {
  const entries: ArchiveEntry[] = []
  let at = RAR5.length
  while (at + 7 <= bytes.length) {
    const reader = { bytes, at: at + 4 }
    const size = vint(reader)
    const start = reader.at
    const type = vint(reader)
    const flags = vint(reader)
    if (size === null || type === null || flags === null || size === 0) return null
    if (start + size > bytes.length) return null
    const extra = (flags & 1) !== 0 ? vint(reader) : 0
    const data = (flags & 2) !== 0 ? vint(reader) : 0
    if (extra === null || data === null) return null
    if (type === 4) return { entries, sealed: true, bomb: false }
    if (type === 5) return { entries, sealed: false, bomb: false }
    if (type === 2) {
      const entry = readRar5Entry(reader, start + size, extra, data)
      if (entry === null) return null
      entries.push(entry)
    }
    if (entries.length >= MAX_ENTRIES) return { entries, sealed: false, bomb: true }
    at = start + size + data
  }
  return null
}

function readRar5Entry(
  reader: Reader,
  end: number,
  extra: number,
  packedBytes: number,
): ArchiveEntry | null {
  const fileFlags = vint(reader)
  const unpackedBytes = vint(reader)
  if (fileFlags === null || unpackedBytes === null || vint(reader) === null) return null
  if ((fileFlags & 2) !== 0) reader.at += 4
  if ((fileFlags & 4) !== 0) reader.at += 4
  if (vint(reader) === null || vint(reader) === null) return null
  const length = vint(reader)
  if (length === null || reader.at + length > end) return null
  const name = reader.bytes.toString('utf8', reader.at, reader.at + length)
  const encrypted = hasEncryptionRecord({ bytes: reader.bytes, at: end - extra }, end)
  return { name, packedBytes, unpackedBytes, encrypted }
}

function hasEncryptionRecord(reader: Reader, end: number): boolean {
  while (reader.at < end) {
    const size = vint(reader)
    if (size === null || size === 0) return false
    const next = reader.at + size
    if (vint(reader) === 1) return true
    reader.at = next
  }
  return false
}

/** A little-endian number of seven bits a byte; null past the end or above 2^53. */
function vint(reader: Reader): number | null {
  let value = 0
  for (let i = 0; i < 8; i++) {
    const byte = reader.bytes[reader.at]
    if (byte === undefined) return null
    reader.at++
    value += (byte & 0x7f) * 2 ** (7 * i)
    if (byte < 0x80) return value
  }
  return null
}
