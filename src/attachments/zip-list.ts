import { isUtf8 } from 'node:buffer'
import { type ArchiveEntry, type ArchiveListing, MAX_ENTRIES } from './archive-entry.ts'

const END_SIGNATURE = 0x06054b50
const END_BYTES = 22
const MAX_COMMENT = 65_535
const ENTRY_SIGNATURE = 0x02014b50
const ENTRY_BYTES = 46
const LOCAL_SIGNATURE = 0x04034b50
const ZIP64_END_SIGNATURE = 0x06064b50
const ZIP64_LOCATOR_SIGNATURE = 0x07064b50
const UINT32_MAX = 0xffffffff

/**
 * Reads the central directory of a ZIP (APPNOTE 4.3). Null when the directory is broken or does not
 * agree with the local headers, as in archives made to show one list and unpack another.
 */
export function listZip(bytes: Buffer): ArchiveListing | null {
  const end = findEnd(bytes)
  if (end === null) return null
  const directory = directoryOf(bytes, end)
  if (directory === null) return null
  const entries: ArchiveEntry[] = []
  let at = directory.offset
  let packed = 0
  for (let i = 0; i < directory.count; i++) {
    if (i >= MAX_ENTRIES) return { entries, sealed: false, bomb: true }
    const entry = readEntry(bytes, at)
    if (entry === null) return null
    entries.push(entry.entry)
    packed += entry.entry.packedBytes
    at = entry.next
  }
  return { entries, sealed: false, bomb: packed > bytes.length }
}

function findEnd(bytes: Buffer): number | null {
  const lowest = Math.max(0, bytes.length - END_BYTES - MAX_COMMENT)
  for (let at = bytes.length - END_BYTES; at >= lowest; at--) {
    if (bytes.readUInt32LE(at) === END_SIGNATURE) return at
  }
  return null
}

function directoryOf(bytes: Buffer, end: number): { offset: number; count: number } | null {
  const count = bytes.readUInt16LE(end + 10)
  const offset = bytes.readUInt32LE(end + 16)
  const locator = end - 20
  const isZip64 = locator >= 0 && bytes.readUInt32LE(locator) === ZIP64_LOCATOR_SIGNATURE
  if (!isZip64) return { offset, count }
  const at = Number(bytes.readBigUInt64LE(locator + 8))
  if (at + 56 > bytes.length || bytes.readUInt32LE(at) !== ZIP64_END_SIGNATURE) return null
  return {
    offset: Number(bytes.readBigUInt64LE(at + 48)),
    count: Number(bytes.readBigUInt64LE(at + 32)),
  }
}

function readEntry(bytes: Buffer, at: number): { entry: ArchiveEntry; next: number } | null {
  if (at + ENTRY_BYTES > bytes.length || bytes.readUInt32LE(at) !== ENTRY_SIGNATURE) return null
  const flags = bytes.readUInt16LE(at + 8)
  const nameLength = bytes.readUInt16LE(at + 28)
  const extraLength = bytes.readUInt16LE(at + 30)
  const next = at + ENTRY_BYTES + nameLength + extraLength + bytes.readUInt16LE(at + 32)
  const rawName = bytes.subarray(at + ENTRY_BYTES, at + ENTRY_BYTES + nameLength)
  if (!agreesWithLocal(bytes, bytes.readUInt32LE(at + 42), rawName)) return null
  const entry = {
    name: decodeName(rawName, (flags & 0x0800) !== 0),
    packedBytes: bytes.readUInt32LE(at + 20),
    unpackedBytes: bytes.readUInt32LE(at + 24),
    encrypted: (flags & 0x0001) !== 0,
  }
  return { entry, next }
}

function agreesWithLocal(bytes: Buffer, offset: number, name: Buffer): boolean {
  if (offset === UINT32_MAX) return true
  if (offset + 30 > bytes.length || bytes.readUInt32LE(offset) !== LOCAL_SIGNATURE) return false
  const length = bytes.readUInt16LE(offset + 26)
  return bytes.subarray(offset + 30, offset + 30 + length).equals(name)
}

/** Windows writes names of Cyrillic files in cp866 without saying so. */
function decodeName(raw: Buffer, saysUtf8: boolean): string {
  return saysUtf8 || isUtf8(raw) ? raw.toString('utf8') : new TextDecoder('ibm866').decode(raw)
}
