import { isUtf8 } from 'node:buffer'
import { fileTypeFromBuffer } from 'file-type'
import type { ArchiveEntry, ArchiveListing } from './archive-entry.ts'
import { extensionOf, isArchiveName, isExecutableName } from './file-names.ts'
import { hasKeyInMessage, isKeyContent, isKeyName } from './key-material.ts'
import { listRar } from './rar-list.ts'
import { listZip } from './zip-list.ts'

/** refused: kept out, the client is told how to send it; blocked: key containers, never stored. */
export type Verdict = 'accepted' | 'refused' | 'quarantined' | 'blocked'

export type VerdictReason =
  | 'screenshot'
  | 'document'
  | 'archive'
  | 'bmp'
  | 'empty'
  | 'too_large'
  | 'type_not_allowed'
  | 'executable'
  | 'executable_in_archive'
  | 'encrypted_archive'
  | 'archive_bomb'
  | 'archive_unreadable'
  | 'nested_archive'
  | 'key_container'
  | 'key_in_archive'

export type AttachmentVerdict = {
  verdict: Verdict
  reason: VerdictReason
  /** The media type by content, `application/octet-stream` when unknown. */
  type: string
  /** The listing of an archive, null for anything else. */
  entries: ArchiveEntry[] | null
}

export const documentKinds = ['pdf', 'txt', 'log', 'docx', 'xlsx', 'xml'] as const
export type DocumentKind = (typeof documentKinds)[number]

export type AttachmentPolicy = { documents: readonly DocumentKind[]; maxBytes: number }

export const defaultAttachmentPolicy: AttachmentPolicy = {
  documents: documentKinds,
  maxBytes: 20_971_520,
}

const ZIP_MAGIC = ['504b0304', '504b0506']
const IMAGES = new Set(['image/jpeg', 'image/png', 'image/gif', 'image/apng'])
const MAX_RATIO = 100
const RATIO_MATTERS_BYTES = 50 * 1024 * 1024
const MAX_UNPACKED_BYTES = 2 * 1024 ** 3

/**
 * What may be done with a file, judged by its bytes; its name only adds suspicion (Annex 4, 4.4).
 * Archives are listed, never unpacked.
 */
export async function judgeAttachment(
  file: { name: string; content: Buffer },
  policy = defaultAttachmentPolicy,
): Promise<AttachmentVerdict> {
  const { name, content } = file
  if (content.length === 0) return is('refused', 'empty', 'application/octet-stream')
  const type = await detectType(name, content)
  if (isKeyName(name) || isKeyContent(content)) return is('blocked', 'key_container', type)
  if (content.length > policy.maxBytes) return is('refused', 'too_large', type)
  if (isExecutable(type, content)) return is('quarantined', 'executable', type)
  if (type === 'image/bmp') return is('refused', 'bmp', type)
  if (IMAGES.has(type)) return is('accepted', 'screenshot', type)
  if (type === 'application/zip') return judgeZip(content, policy)
  if (type === 'application/vnd.rar') return judgeArchive(type, listRar(content), content.length)
  if (isExecutableName(name)) return is('quarantined', 'executable', type)
  if (type === 'message/rfc822') return judgeMessage(content)
  const kind = documentKind(type, name)
  return kind !== null && policy.documents.includes(kind)
    ? is('accepted', 'document', type)
    : is('refused', 'type_not_allowed', type)
}

function is(verdict: Verdict, reason: VerdictReason, type: string): AttachmentVerdict {
  return { verdict, reason, type, entries: null }
}

async function detectType(name: string, content: Buffer): Promise<string> {
  if (content.toString('latin1', 0, 4) === 'Rar!') return 'application/vnd.rar'
  // Left to the library, a ZIP would be inflated to tell what it is.
  if (ZIP_MAGIC.includes(content.toString('hex', 0, 4))) return 'application/zip'
  if (isBmp(content)) return 'image/bmp'
  const found = await fileTypeFromBuffer(content).catch(() => undefined)
  if (found && !/^(application\/xml|image\/bmp)$/.test(found.mime)) return found.mime
  if (!looksLikeText(content)) return 'application/octet-stream'
  const head = content.toString('latin1', 0, 2048).trimStart()
  if (/^(\xEF\xBB\xBF)?<\?xml/.test(head)) return 'application/xml'
  if (/^<(!doctype html|html|svg|script)/i.test(head)) return 'text/html'
  if (/^[\w-]+:[^\n]*\r?\n/.test(head) && extensionOf(name) === 'eml') return 'message/rfc822'
  return 'text/plain'
}

/** `BM`, a size field and one of the known header sizes: two letters alone would catch texts. */
function isBmp(content: Buffer): boolean {
  if (content.length < 26 || content.toString('latin1', 0, 2) !== 'BM') return false
  return [12, 40, 52, 56, 64, 108, 124].includes(content.readUInt32LE(14))
}

function looksLikeText(content: Buffer): boolean {
  const head = content.subarray(0, 65_536)
  if (head[0] === 0xff && head[1] === 0xfe) return true
  if (head.includes(0)) return false
  if (isUtf8(head)) return true
  const control = head.filter((byte) => byte < 9 || (byte > 13 && byte < 32)).length
  return control < head.length / 100
}

function isExecutable(type: string, content: Buffer): boolean {
  if (/x-msdownload|x-elf|x-mach|x-executable|java-vm|vnd\.microsoft\.portable/.test(type))
    return true
  if (/x-msi|x-ms-shortcut|x-apple-diskimage|x-iso9660|android|x-mspublisher/.test(type))
    return true
  const magic = content.toString('latin1', 0, 2)
  return magic === 'MZ' || (magic === '#!' && looksLikeText(content))
}

const OFFICE = 'application/vnd.openxmlformats-officedocument.'
const OFFICE_TYPES: [DocumentKind, RegExp, string][] = [
  ['docx', /^word\//, `${OFFICE}wordprocessingml.document`],
  ['xlsx', /^xl\//, `${OFFICE}spreadsheetml.sheet`],
]

/** Office documents and programs are ZIPs too; the names inside tell them apart. */
function judgeZip(content: Buffer, policy: AttachmentPolicy): AttachmentVerdict {
  const listing = listZip(content)
  const names = listing?.entries.map(({ name }) => name.toLowerCase()) ?? []
  if (names.some((n) => /^(meta-inf\/manifest\.mf|androidmanifest\.xml)$/.test(n))) {
    return is('quarantined', 'executable', 'application/java-archive')
  }
  const judged = judgeArchive('application/zip', listing, content.length)
  if (!names.includes('[content_types].xml') || judged.verdict === 'blocked') return judged
  const [kind, , type] = OFFICE_TYPES.find(([, part]) => names.some((n) => part.test(n))) ?? []
  if (names.some((name) => name.endsWith('vbaproject.bin'))) {
    return is('quarantined', 'executable', type ?? 'application/zip')
  }
  if (kind === undefined || type === undefined || judged.verdict !== 'accepted') return judged
  return policy.documents.includes(kind)
    ? is('accepted', 'document', type)
    : is('refused', 'type_not_allowed', type)
}

function judgeArchive(
  type: string,
  listing: ArchiveListing | null,
  size: number,
): AttachmentVerdict {
  if (listing === null) return is('quarantined', 'archive_unreadable', type)
  const { entries } = listing
  const judged = (verdict: Verdict, reason: VerdictReason) => ({ verdict, reason, type, entries })
  if (entries.some(({ name }) => isKeyName(name))) return judged('blocked', 'key_in_archive')
  const unpacked = entries.reduce((sum, entry) => sum + entry.unpackedBytes, 0)
  const dense = unpacked > RATIO_MATTERS_BYTES && unpacked > size * MAX_RATIO
  if (listing.bomb || dense || unpacked > MAX_UNPACKED_BYTES) {
    return judged('quarantined', 'archive_bomb')
  }
  if (listing.sealed || entries.some(({ encrypted }) => encrypted)) {
    return judged('quarantined', 'encrypted_archive')
  }
  if (entries.some(({ name }) => isExecutableName(name))) {
    return judged('quarantined', 'executable_in_archive')
  }
  if (entries.some(({ name }) => isArchiveName(name))) {
    return judged('quarantined', 'nested_archive')
  }
  return judged('accepted', 'archive')
}

function judgeMessage(content: Buffer): AttachmentVerdict {
  const type = 'message/rfc822'
  try {
    if (hasKeyInMessage(content)) return is('blocked', 'key_container', type)
  } catch {
    // A bomb within an attached mail: nobody opens it here.
    return is('quarantined', 'archive_unreadable', type)
  }
  return is('refused', 'type_not_allowed', type)
}

function documentKind(type: string, name: string): DocumentKind | null {
  if (type === 'application/pdf') return 'pdf'
  if (type === 'application/xml') return 'xml'
  if (type !== 'text/plain') return null
  const extension = extensionOf(name)
  if (extension === 'log') return 'log'
  return extension === 'xml' ? 'xml' : extension === 'txt' || extension === '' ? 'txt' : null
}
