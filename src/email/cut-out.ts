import { createHash } from 'node:crypto'
import { type RawPart, scanMime } from './mime-scan.ts'
import { repairLineEnds, transferDecode } from './raw-repair.ts'

/** What was taken out of a kept original. */
export type CutFile = { name: string; size: number; sha256: string }

const CONTAINERS = /^(application\/(x-)?pkcs7-mime|application\/ms-tnef|message\/rfc822)$/

/**
 * The raw mail with the bytes of blocked files replaced by a note of name, size and SHA-256. A file
 * that came inside a container (winmail.dat, an opaque signature, an attached mail) takes the whole
 * container with it, and one that cannot be found takes every part that is no text.
 */
export function cutOutBlocked(
  given: Buffer,
  blocked: readonly { name: string; content: Buffer }[],
): { raw: Buffer; cut: CutFile[] } {
  if (blocked.length === 0) return { raw: given, cut: [] }
  const raw = repairLineEnds(given)
  const cut = blocked.map(({ name, content }) => ({
    name,
    size: content.length,
    sha256: createHash('sha256').update(content).digest('hex'),
  }))
  const doomed = new Map<RawPart, CutFile[]>()
  const leaves = scanMime(raw).filter(({ leaf }) => leaf)
  const hashes = new Map(leaves.map((part) => [part, hashOf(raw, part)]))
  for (const file of cut) {
    const exact = leaves.filter((part) => hashes.get(part) === file.sha256)
    const containers = leaves.filter(({ type }) => CONTAINERS.test(type))
    const rest = leaves.filter(({ type }) => !/^text\/(plain|html)$/.test(type))
    const parts = [exact, containers, rest, leaves].find((found) => found.length > 0) ?? []
    for (const part of parts) doomed.set(part, [...(doomed.get(part) ?? []), file])
  }
  return { raw: replaceBodies(raw, doomed), cut }
}

function hashOf(raw: Buffer, part: RawPart): string {
  const bytes = transferDecode(raw.subarray(part.bodyStart, part.bodyEnd), part.encoding)
  return createHash('sha256').update(bytes).digest('hex')
}

function replaceBodies(raw: Buffer, doomed: Map<RawPart, CutFile[]>): Buffer {
  const chunks: Buffer[] = []
  let at = 0
  for (const [part, files] of [...doomed].sort(([a], [b]) => a.headerStart - b.headerStart)) {
    const header = raw.toString('latin1', part.headerStart, part.bodyStart)
    chunks.push(raw.subarray(at, part.headerStart), Buffer.from(retype(header), 'latin1'))
    chunks.push(Buffer.from(files.map(note).join(''), 'utf8'))
    at = part.bodyEnd
  }
  return Buffer.concat([...chunks, raw.subarray(at)])
}

/** The part becomes plain text; every other header line stays, so that the mail stays evidence. */
function retype(header: string): string {
  const kept = header
    .split(/(?<=\n)(?![ \t])/)
    .filter((line) => !/^(content-type|content-transfer-encoding)[ \t]*:|^\r?\n$/i.test(line))
  return [
    ...kept.map((line) => line.replace(/\r?\n?$/, '\r\n')),
    'Content-Type: text/plain; charset=utf-8\r\n',
    'Content-Transfer-Encoding: 8bit\r\n\r\n',
  ].join('')
}

function note({ name, size, sha256 }: CutFile): string {
  const safe = name.replace(/[\r\n]/g, ' ')
  return `[removed: key container] name=${JSON.stringify(safe)} size=${size} sha256=${sha256}\r\n`
}
