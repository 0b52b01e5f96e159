import {
  isForwardDivider,
  isHeaderBlock,
  isLotusTable,
  isOriginalDivider,
  isRule,
} from './quote-block.ts'
import { readQuoteHeader } from './quote-header.ts'
import { HTML_QUOTE_MARK, htmlToMarkedPlain } from './quote-html.ts'
import { cutSignature } from './signature.ts'

export type ReplyText = {
  /** What the client wrote, without quote and signature. */
  reply: string
  quoted: string
  /** How the two were told apart. */
  method: 'none' | 'header' | 'block' | 'marks' | 'html' | 'forward' | 'interleaved' | 'whole'
  confidence: 'high' | 'low'
}

/** Longer texts are logs or abuse: what lies behind is kept with the reply, unexamined. */
const MAX_LINES = 5000

type Cut = { index: number; end: number; method: ReplyText['method']; strong: boolean }

/**
 * Separates what a client wrote from what he quoted. Losing his words is the worse fault, so what
 * is not surely a quote stays, answers between quoted lines keep the lines they answer, and a mail
 * that would come out empty comes out whole.
 */
export function extractReplyText(mail: {
  text: string
  html: string | null
  textFromHtml: boolean
}): ReplyText {
  const marked = mail.textFromHtml && mail.html ? htmlToMarkedPlain(mail.html) : mail.text
  return splitReply(marked)
}

function splitReply(text: string): ReplyText {
  const all = text
    .replace(/\r\n?/g, '\n')
    .replace(/\u00A0/g, ' ')
    .trimEnd()
    .split('\n')
  const lines = unmaskInitials(all.slice(0, MAX_LINES))
  const cut = findCut(lines)
  const kept = cut ? lines.slice(0, cut.index) : [...lines, ...all.slice(MAX_LINES)]
  const below = cut ? all.slice(cut.index) : []
  const inner = dropMarkedQuotes(kept)
  const reply = finish(cutSignature(inner.own))
  if (reply === '' && cut && cut.method !== 'forward') return rescue(all, cut)
  const method = cut?.method ?? inner.method
  return {
    reply: reply === '' ? finish(all) : reply,
    quoted: finish([...inner.quoted, ...below]),
    method: reply === '' ? 'whole' : method,
    confidence: reply === '' || (cut && !cut.strong) ? 'low' : 'high',
  }
}

/** Nothing stood above the quote: look below it for answers, else give the mail whole. */
function rescue(lines: string[], cut: Cut): ReplyText {
  const rest = dropMarkedQuotes(lines)
  const reply = finish(cutSignature(rest.own))
  const useful = reply !== '' && rest.quoted.length > 0
  const without = cut.method === 'header' ? finish(lines.slice(cut.end + 1)) : ''
  return {
    reply: useful ? reply : without || finish(lines),
    quoted: useful ? finish(rest.quoted) : '',
    method: useful ? rest.method : 'whole',
    confidence: 'low',
  }
}

const INITIALS = /^\s{0,3}(\p{Lu}{1,4})> ?/u

/** The Bat marks a quote with the initials of its writer: below a header that says so they count as `>`. */
function unmaskInitials(lines: string[]): string[] {
  for (let i = 0; i + 1 < lines.length; i++) {
    const header = readQuoteHeader(lines, i, () => true)
    if (!header) continue
    const below = lines.slice(header.end + 1, header.end + 4).find((line) => line.trim() !== '')
    const initials = INITIALS.exec(below ?? '')?.[1]
    if (initials === undefined) continue
    return lines.map((line) =>
      INITIALS.exec(line)?.[1] === initials ? line.replace(INITIALS, '> ') : line,
    )
  }
  return lines
}

function isMarked(line: string | undefined): boolean {
  return line !== undefined && /^\s{0,3}(?:>|&gt;|\|(?:\s|$))/.test(line)
}

/** The first line from which everything is somebody else's: a header whose quote runs to the end. */
function findCut(lines: readonly string[]): Cut | null {
  for (let i = 0; i < lines.length; i++) {
    const line = lines[i] ?? ''
    if (isMarked(line) || line.trim() === '') continue
    if (line.includes(HTML_QUOTE_MARK)) return { index: i, end: i, method: 'html', strong: true }
    if (isForwardDivider(line)) return { index: i, end: i, method: 'forward', strong: true }
    if (isOriginalDivider(line) || isLotusTable(line))
      return { index: i, end: i, method: 'block', strong: true }
    if (isHeaderBlock(lines, i))
      return { index: startOfRule(lines, i), end: i, method: 'block', strong: true }
    const header = readQuoteHeader(lines, i, (end) => quoteFollows(lines, end))
    if (!header) continue
    const cut = { index: startOfLabels(lines, i), end: header.end, method: 'header' as const }
    if (quoteFollows(lines, header.end)) {
      if (!ownTextBelow(lines, header.end + 1)) return { ...cut, strong: true }
      i = header.end
    } else if (header.strength === 'strong') return { ...cut, strong: false }
  }
  return null
}

function startOfRule(lines: readonly string[], at: number): number {
  let above = at - 1
  while (above >= 0 && (lines[above] ?? '').trim() === '') above--
  return above >= 0 && isRule(lines[above] ?? '') ? above : at
}

/** Yandex puts the recipients and the subject, each with a semicolon, and a rule above its header line. */
function startOfLabels(lines: readonly string[], at: number): number {
  let above = at - 1
  while (
    /^\s*(?:кому|копия|тема|to|cc|subject|кімге|тақырып)\s*:.*;\s*$/iu.test(lines[above] ?? '')
  )
    above--
  return above === at - 1 ? at : startOfRule(lines, above + 1)
}

function quoteFollows(lines: readonly string[], end: number): boolean {
  for (let i = end + 1; i < Math.min(end + 4, lines.length); i++) {
    const line = lines[i] ?? ''
    if (isMarked(line)) return true
    if (line.trim() !== '') return false
  }
  return false
}

/** True when something that is neither quote nor signature stands below a marked quote. */
function ownTextBelow(lines: readonly string[], from: number): boolean {
  const rest = dropMarkedQuotes(lines.slice(from)).own
  return finish(cutSignature(['.', ...rest])) !== '.'
}

type Split = { own: string[]; quoted: string[]; method: ReplyText['method'] }

/**
 * Takes marked quotes out where a header says whose they are or where the mail ends with them.
 * Other marked lines may be the client's own markup, and lines he answers one by one are needed.
 */
function dropMarkedQuotes(lines: readonly string[]): Split {
  const own: string[] = []
  const quoted: string[] = []
  const headers: string[] = []
  const without: string[] = []
  let attributed = false
  for (let i = 0; i < lines.length; i++) {
    const line = lines[i] ?? ''
    if (isMarked(line)) {
      quoted.push(line)
      without.push(line)
      continue
    }
    const header =
      line.trim() === '' ? null : readQuoteHeader(lines, i, (e) => quoteFollows(lines, e))
    if (header && quoteFollows(lines, header.end)) {
      attributed = true
      quoted.push(...lines.slice(i, header.end + 1))
      headers.push(...lines.slice(i, header.end + 1))
      i = header.end
      continue
    }
    own.push(line)
    without.push(line)
  }
  if (quoted.length === 0) return { own, quoted, method: 'none' }
  if (answersBetween(lines)) return { own: without, quoted: headers, method: 'interleaved' }
  const body = cutSignature(lines)
  const below = body.findLastIndex((line) => line.trim() !== '' && !isMarked(line))
  const leads = lines.slice(0, below).some(isMarked)
  if (!attributed && leads) return { own: [...lines], quoted: [], method: 'none' }
  return { own, quoted, method: 'marks' }
}

/** Answers below each of several quoted passages make no sense without them. */
function answersBetween(lines: readonly string[]): boolean {
  let changes = 0
  let previous: boolean | null = null
  for (const line of cutSignature(lines)) {
    if (line.trim() === '') continue
    const marked = isMarked(line)
    if (previous === true && !marked) changes++
    previous = marked
  }
  return changes >= 2
}

function finish(lines: readonly string[]): string {
  return lines
    .map((line) => line.replaceAll(HTML_QUOTE_MARK, '').trimEnd())
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .replace(/(?:\n[ \t]*(?:[-_=*#~+]{2,}|\u1427)[ \t]*)+\s*$/, '')
    .replace(/^\n+|\s+$/g, '')
}
