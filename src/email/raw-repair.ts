import { isAscii, isUtf8 } from 'node:buffer'
import { charsetName, type Decoded, decodeBytes, needsOwnDecoder } from './charset.ts'
import type { RawPart } from './mime-scan.ts'

export type CharsetProblem = {
  where: 'header' | 'subject' | 'body'
  problem: 'missing' | 'wrong' | 'unknown' | 'broken'
  declared: string
  used: string
}

/** CR-only mail (old Macs, broken gateways) has no line the parser can see: give it CRLF. */
export function repairLineEnds(given: Buffer): Buffer {
  const raw = withoutPreamble(given)
  const head = raw.subarray(0, 8192)
  if (head.includes(0x0a) || !head.includes(0x0d)) return raw
  return Buffer.from(raw.toString('latin1').replace(/\r\n?/g, '\r\n'), 'latin1')
}

/** Empty lines and the `From ` line of an mbox stand before a header in files people save. */
function withoutPreamble(raw: Buffer): Buffer {
  const head = raw.toString('latin1', 0, 2048)
  const preamble = /^(?:[ \t]*\r?\n)*(?:>?From [^\r\n]*\d{4}[^\r\n]*\r?\n)?/.exec(head)?.[0] ?? ''
  return preamble === '' || preamble.length === raw.length ? raw : raw.subarray(preamble.length)
}

/**
 * Mends multipart headers whose boundary the parser would not find: parameters on a line of their
 * own without the blank that folds it, or no boundary at all. Null when there is nothing to mend.
 */
export function repairBoundaries(raw: Buffer, parts: RawPart[]): Buffer | null {
  const edits: { start: number; end: number; bytes: Buffer }[] = []
  for (const part of parts) {
    if (!part.leaf || !part.type.startsWith('multipart/')) continue
    const header = raw.toString('latin1', part.headerStart, part.bodyStart)
    const folded = header.replace(/(\r?\n)(?=(?:boundary|charset|type|name)\s*=)/gi, '$1 ')
    const mended = folded === header ? withGuessedBoundary(raw, part, header) : folded
    if (mended === null) continue
    const bytes = Buffer.from(mended, 'latin1')
    edits.push({ start: part.headerStart, end: part.bodyStart, bytes })
  }
  return edits.length === 0 ? null : splice(raw, edits)
}

function withGuessedBoundary(raw: Buffer, part: RawPart, header: string): string | null {
  const body = raw.toString('latin1', part.bodyStart, Math.min(part.bodyEnd, part.bodyStart + 4096))
  const boundary = /^--([^\s"]{4,70})[ \t]*\r?\n(?=[\w-]+:|\r?\n)/m.exec(body)?.[1]
  if (boundary === undefined) return null
  return header.replace(/^(content-type[ \t]*:[ \t]*[^;\r\n]+);?/im, `$1; boundary="${boundary}"`)
}

/**
 * Rewrites what the parser would read wrongly — raw 8-bit headers that are not UTF-8, text in a
 * wrong or missing charset, UTF-7 — as UTF-8, leaving every other byte alone.
 */
export function repairCharsets(
  raw: Buffer,
  parts: RawPart[],
): { raw: Buffer; problems: CharsetProblem[] } {
  const problems: CharsetProblem[] = []
  const edits: { start: number; end: number; bytes: Buffer }[] = []
  for (const part of parts) {
    const header = raw.subarray(part.headerStart, part.bodyStart)
    const headerBytes = isAscii(header) || isUtf8(header) ? null : repairHeader(header, problems)
    const body = repairBody(raw, part, problems)
    if (headerBytes || body) {
      const fixed = body ? declareUtf8(headerBytes ?? header) : (headerBytes ?? header)
      edits.push({ start: part.headerStart, end: part.bodyStart, bytes: Buffer.from(fixed) })
    }
    if (body) edits.push({ start: part.bodyStart, end: part.bodyEnd, bytes: body })
  }
  return { raw: splice(raw, edits), problems }
}

function splice(raw: Buffer, edits: { start: number; end: number; bytes: Buffer }[]): Buffer {
  if (edits.length === 0) return raw
  const chunks: Buffer[] = []
  let at = 0
  for (const edit of edits.sort((a, b) => a.start - b.start)) {
    chunks.push(raw.subarray(at, edit.start), edit.bytes)
    at = edit.end
  }
  chunks.push(raw.subarray(at))
  return Buffer.concat(chunks)
}

function repairHeader(header: Buffer, problems: CharsetProblem[]): Buffer {
  const lines = header.toString('latin1').split(/(?<=\n)(?![ \t])/)
  const fixed = lines.map((line) => {
    const bytes = Buffer.from(line, 'latin1')
    if (isAscii(bytes) || isUtf8(bytes)) return bytes
    const { text, charset } = decodeBytes(bytes, '')
    const where = /^subject[ \t]*:/i.test(line) ? 'subject' : 'header'
    problems.push({ where, problem: 'missing', declared: '', used: charset })
    return Buffer.from(text, 'utf8')
  })
  return Buffer.concat(fixed)
}

function repairBody(raw: Buffer, part: RawPart, problems: CharsetProblem[]): Buffer | null {
  const isText = part.type === 'text/plain' || part.type === 'text/html'
  if (!part.leaf || !isText || part.detached) return null
  const bytes = transferDecode(raw.subarray(part.bodyStart, part.bodyEnd), part.encoding)
  const name = part.charset === '' ? 'utf-8' : charsetName(part.charset)
  if (isAscii(bytes) && name !== 'utf-7') return null
  if (name === 'utf-8' && isUtf8(bytes)) return null
  const decoded = decodeBytes(bytes, part.charset)
  if (decoded.problem === null && !needsOwnDecoder(decoded.charset)) return null
  if (decoded.problem !== null) problems.push(problemOf(decoded, part.charset))
  const base64 = Buffer.from(decoded.text, 'utf8').toString('base64')
  return Buffer.from(`${base64.replace(/.{76}/g, '$&\r\n')}\r\n`, 'latin1')
}

function problemOf(decoded: Decoded, declared: string): CharsetProblem {
  return { where: 'body', problem: decoded.problem ?? 'wrong', declared, used: decoded.charset }
}

function declareUtf8(header: Buffer): Buffer {
  const text = header.toString('latin1')
  const kept = text
    .split(/(?<=\n)(?![ \t])/)
    .filter((line) => !/^content-transfer-encoding[ \t]*:/i.test(line) && !/^\r?\n$/.test(line))
    .map((line) =>
      /^content-type[ \t]*:/i.test(line)
        ? line.replace(/;\s*charset\s*=\s*(?:"[^"]*"|[^\s;]+)/gi, '').trimEnd()
        : line,
    )
  const typed = kept.map((line) =>
    /^content-type[ \t]*:/i.test(line) ? `${line.replace(/;$/, '')}; charset=utf-8\r\n` : line,
  )
  if (!typed.some((line) => /^content-type[ \t]*:/i.test(line))) {
    typed.push('Content-Type: text/plain; charset=utf-8\r\n')
  }
  const last = typed.at(-1) ?? ''
  const glue = last === '' || last.endsWith('\n') ? '' : '\r\n'
  return Buffer.from(`${typed.join('')}${glue}Content-Transfer-Encoding: base64\r\n\r\n`, 'latin1')
}

/** Undoes base64 and quoted-printable, forgiving whatever is malformed. */
export function transferDecode(body: Buffer, encoding: string): Buffer {
  if (encoding === 'base64') return Buffer.from(body.toString('latin1'), 'base64')
  if (encoding !== 'quoted-printable') return body
  const text = body.toString('latin1').replace(/[ \t]*=[ \t]*\r?\n/g, '')
  return Buffer.from(
    text.replace(/=([0-9A-Fa-f]{2})/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16))),
    'latin1',
  )
}
