import { MailUnparseable } from './unparseable.ts'

/** Where one MIME part lies in the raw bytes, and what its header says. */
export type RawPart = {
  headerStart: number
  bodyStart: number
  bodyEnd: number
  depth: number
  /** Lower-cased, `text/plain` where none is given. */
  type: string
  hasType: boolean
  charset: string
  encoding: string
  /** True for `Content-Disposition: attachment` or a named part. */
  detached: boolean
  leaf: boolean
}

const MAX_PARTS = 900
const MAX_DEPTH = 30
const MAX_HEADER_BYTES = 512 * 1024

/**
 * Finds the parts of a message without decoding anything, so that a bomb is refused before the
 * parser spends time on it. Embedded messages are leaves.
 * @throws MailUnparseable on more than 900 parts, 30 levels or 512 KB of header
 */
export function scanMime(raw: Buffer): RawPart[] {
  const parts: RawPart[] = []
  const queue: { start: number; end: number; depth: number }[] = [
    { start: 0, end: raw.length, depth: 0 },
  ]
  for (let next = queue.shift(); next; next = queue.shift()) {
    const { start, end, depth } = next
    if (depth > MAX_DEPTH) throw new MailUnparseable('nested_too_deep', String(depth))
    const part = readPart(raw, start, end, depth)
    if (part.bodyStart - start > MAX_HEADER_BYTES) throw new MailUnparseable('header_too_large')
    parts.push(part)
    const boundary = part.boundary
    if (boundary === null) continue
    for (const [from, to] of split(raw, part.bodyStart, end, boundary)) {
      queue.push({ start: from, end: to, depth: depth + 1 })
      if (parts.length + queue.length > MAX_PARTS) throw new MailUnparseable('too_many_parts')
    }
  }
  return parts
}

function readPart(
  raw: Buffer,
  start: number,
  end: number,
  depth: number,
): RawPart & { boundary: string | null } {
  const bodyStart = headerEnd(raw, start, end)
  const header = raw.toString('latin1', start, Math.min(bodyStart, start + MAX_HEADER_BYTES))
  const contentType = field(header, 'content-type')
  const type = /^\s*([^\s;]+)/.exec(contentType)?.[1]?.toLowerCase() ?? 'text/plain'
  const boundary = type.startsWith('multipart/') ? parameter(contentType, 'boundary') : ''
  return {
    headerStart: start,
    bodyStart,
    bodyEnd: end,
    depth,
    type,
    hasType: contentType !== '',
    charset: parameter(contentType, 'charset').toLowerCase(),
    encoding: field(header, 'content-transfer-encoding').trim().toLowerCase(),
    detached: /^\s*attachment/i.test(field(header, 'content-disposition')),
    leaf: boundary === '',
    boundary: boundary === '' ? null : boundary,
  }
}

/** Offset just behind the empty line that ends a header. */
function headerEnd(raw: Buffer, start: number, end: number): number {
  let at = start
  while (at < end) {
    const lineEnd = raw.indexOf(0x0a, at)
    if (lineEnd < 0 || lineEnd >= end) return end
    if (lineEnd === at || (lineEnd === at + 1 && raw[at] === 0x0d)) return lineEnd + 1
    at = lineEnd + 1
  }
  return end
}

/** The unfolded value of the first header of that name, or ''. */
export function field(header: string, name: string): string {
  const match = new RegExp(`^${name}[ \\t]*:((?:.*)(?:\\r?\\n[ \\t].*)*)`, 'im').exec(header)
  return (match?.[1] ?? '').replace(/\r?\n[ \t]+/g, ' ').trim()
}

function parameter(value: string, name: string): string {
  const match = new RegExp(`;\\s*${name}\\s*=\\s*(?:"([^"]*)"|([^\\s;]+))`, 'i').exec(value)
  return (match?.[1] ?? match?.[2] ?? '').trim()
}

function* split(raw: Buffer, start: number, end: number, boundary: string) {
  const mark = Buffer.from(`--${boundary}`, 'latin1')
  let open = -1
  for (let at = raw.indexOf(mark, start); at >= 0 && at < end; at = raw.indexOf(mark, at + 1)) {
    const before = at === 0 ? 0x0a : raw[at - 1]
    const after = raw[at + mark.length]
    const closing = after === 0x2d && raw[at + mark.length + 1] === 0x2d
    const isLine = after === undefined || after === 0x0a || after === 0x0d || after === 0x20
    if (before !== 0x0a || !(isLine || closing)) continue
    if (open >= 0) yield [open, trimLineEnd(raw, open, at)] as const
    if (closing) return
    const lineEnd = raw.indexOf(0x0a, at)
    open = lineEnd < 0 ? end : lineEnd + 1
  }
  if (open >= 0 && open < end) yield [open, end] as const
}

function trimLineEnd(raw: Buffer, start: number, at: number): number {
  let end = at
  if (end > start && raw[end - 1] === 0x0a) end--
  if (end > start && raw[end - 1] === 0x0d) end--
  return end
}
