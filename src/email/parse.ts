import { simpleParser } from 'mailparser'
import { openCms } from './ber.ts'
import { type CalendarNote, readCalendar } from './calendar.ts'
import { decodeBytes } from './charset.ts'
import { decodeHeaderWords } from './header-words.ts'
import { htmlToPlain } from './html-text.ts'
import {
  addressesOf,
  dateOf,
  headerMap,
  idsOf,
  type MailAddress,
  storable,
} from './mail-headers.ts'
import { type RawPart, scanMime } from './mime-scan.ts'
import { parseInThread } from './parse-in-thread.ts'
import {
  type CharsetProblem,
  repairBoundaries,
  repairCharsets,
  repairLineEnds,
} from './raw-repair.ts'
import { readTnef } from './tnef.ts'
import { MailUnparseable } from './unparseable.ts'

export type MailAttachment = {
  name: string
  size: number
  /** As the sender declared it; never to be trusted. */
  type: string
  content: Buffer
  contentId: string | null
  disposition: 'attachment' | 'inline'
}

export type ParsedMail = {
  /** In angle brackets, or null when missing. */
  messageId: string | null
  inReplyTo: string | null
  references: string[]
  subject: string
  from: MailAddress | null
  sender: MailAddress | null
  replyTo: MailAddress[]
  to: MailAddress[]
  cc: MailAddress[]
  /** The sender's clock; null when missing or unreadable. */
  date: Date | null
  /** What a person reads: the plain part, or the HTML part as text. */
  text: string
  /** True when `text` was made from HTML. */
  textFromHtml: boolean
  html: string | null
  attachments: MailAttachment[]
  /** Lower-case name → every value, unfolded, in order. */
  headers: Map<string, string[]>
  charsetProblems: CharsetProblem[]
  calendar: CalendarNote | null
  tnef: boolean
  smime: 'signed' | 'encrypted' | null
}

export type ParseLimits = {
  maxBytes: number
  timeoutMs: number
  /** What reading one large mail may take. */
  maxMemoryMb: number
  /** Larger mails are read by a thread of their own, which can be stopped. */
  inlineBytes: number
}

/** 30 MB of mail, 20 s, 256 MB. */
export const defaultParseLimits: ParseLimits = {
  maxBytes: 31_457_280,
  timeoutMs: 20_000,
  maxMemoryMb: 256,
  inlineBytes: 262_144,
}

const PARSER_OPTIONS = {
  skipHtmlToText: true,
  skipTextLinks: true,
  skipImageLinks: true,
  keepCidLinks: true,
  keepDeliveryStatus: true,
  ignoreEmbedded: true,
  // Hashing every attachment with MD5 is work nobody asked for; the types know only strings.
  checksumAlgo: false as unknown as string,
}

/**
 * Reads one raw mail.
 * @throws MailUnparseable when the mail is a bomb, empty, or beats the parser: quarantine it
 */
export async function parseMail(
  raw: Buffer,
  given: Partial<ParseLimits> = {},
): Promise<ParsedMail> {
  const limits = { ...defaultParseLimits, ...given }
  if (raw.length === 0) throw new MailUnparseable('empty')
  if (raw.length > limits.maxBytes) throw new MailUnparseable('too_large', String(raw.length))
  try {
    // A thread costs more than a small mail: only what is large enough to do harm gets one.
    return raw.length > limits.inlineBytes
      ? await parseInThread(raw, limits)
      : await withTimeout(readMail(raw), limits.timeoutMs)
  } catch (error) {
    if (error instanceof MailUnparseable) throw error
    const detail = error instanceof Error ? error.message : String(error)
    throw new MailUnparseable('parser_failed', detail)
  }
}

async function withTimeout<T>(work: Promise<T>, timeoutMs: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new MailUnparseable('timeout')), timeoutMs)
  })
  try {
    return await Promise.race([work, late])
  } finally {
    clearTimeout(timer)
  }
}

/** Reads a mail without any limit of time or memory: for `parseMail` and its thread only. */
export async function readMail(given: Buffer, depth = 0): Promise<ParsedMail> {
  const lined = repairLineEnds(given)
  const scanned = scanMime(lined)
  const mended = repairBoundaries(lined, scanned) ?? lined
  const found = mended === lined ? scanned : scanMime(mended)
  const { raw, problems } = repairCharsets(mended, found)
  const mixedHtml = hasHtmlOutsideAlternative(found)
  const mail = await simpleParser(raw, { ...PARSER_OPTIONS, skipTextToHtml: !mixedHtml })
  const headers = headerMap(mail.headerLines ?? [])
  const html = typeof mail.html === 'string' && mail.html.trim() !== '' ? mail.html : null
  const inReplyTo = idsOf(headers, 'in-reply-to')
  const empty = !mail.text?.trim() && html === null && mail.attachments.length === 0
  const body = empty ? salvage(mended, found) : chooseText(mail.text ?? '', html, mixedHtml)
  const parsed: ParsedMail = {
    messageId: idsOf(headers, 'message-id')[0] ?? null,
    inReplyTo: inReplyTo[0] ?? null,
    references: [...new Set([...idsOf(headers, 'references'), ...inReplyTo.slice(1)])],
    subject: storable(decodeHeaderWords(headers.get('subject')?.[0] ?? '')),
    from: addressesOf(mail.from)[0] ?? null,
    sender: addressesOf(mail.headers.get('sender'))[0] ?? null,
    replyTo: addressesOf(mail.replyTo),
    to: addressesOf(mail.to),
    cc: addressesOf(mail.cc),
    date: dateOf(headers.get('date')?.[0]),
    text: body.text,
    textFromHtml: body.fromHtml,
    html,
    attachments: mail.attachments.map(toAttachment),
    headers,
    charsetProblems: problems,
    calendar: null,
    tnef: false,
    smime: /multipart\/signed[\s\S]*pkcs7/i.test(headers.get('content-type')?.[0] ?? '')
      ? 'signed'
      : null,
  }
  return unwrap(parsed, depth)
}

/** Opens what Outlook and S/MIME wrap around a message, so that the rest sees only mail. */
async function unwrap(mail: ParsedMail, depth: number): Promise<ParsedMail> {
  const kept: MailAttachment[] = []
  for (const file of mail.attachments) {
    const type = file.type
    if (type === 'text/calendar' || type === 'application/ics') {
      mail.calendar ??= readCalendar(file.content.toString('utf8'))
      kept.push(file)
    } else if (type === 'application/ms-tnef' || file.name.toLowerCase() === 'winmail.dat') {
      kept.push(...openTnef(mail, file))
    } else if (/^application\/(x-)?pkcs7-mime$/.test(type) && depth === 0) {
      kept.push(...(await openSigned(mail, file)))
    } else if (/^application\/(x-)?pkcs7-signature$/.test(type)) mail.smime ??= 'signed'
    else if (type === 'application/pgp-signature') continue
    else kept.push(file)
  }
  return {
    ...mail,
    text: storable(mail.text),
    html: mail.html === null ? null : storable(mail.html),
    attachments: kept,
  }
}

function openTnef(mail: ParsedMail, file: MailAttachment): MailAttachment[] {
  const tnef = readTnef(file.content)
  if (!tnef) return [file]
  mail.tnef = true
  mail.html ??= tnef.html === '' ? null : tnef.html
  if (mail.text.trim() === '') mail.text = tnef.text || (mail.html ? htmlToPlain(mail.html) : '')
  return tnef.attachments.map(({ name, content }) => ({
    name: storable(name || 'attachment').slice(0, 255),
    size: content.length,
    type: 'application/octet-stream',
    content,
    contentId: null,
    disposition: 'attachment',
  }))
}

async function openSigned(mail: ParsedMail, file: MailAttachment): Promise<MailAttachment[]> {
  const inner = openCms(file.content)
  if (inner === 'encrypted') mail.smime = 'encrypted'
  if (inner === null || inner === 'encrypted') return [file]
  mail.smime = 'signed'
  const opened = await readMail(inner, 1)
  mail.text ||= opened.text
  mail.textFromHtml = opened.textFromHtml
  mail.html ??= opened.html
  mail.calendar ??= opened.calendar
  return opened.attachments
}

function hasHtmlOutsideAlternative(parts: RawPart[]): boolean {
  const texts = parts.filter((part) => part.leaf && !part.detached)
  const plain = texts.filter((part) => part.type === 'text/plain').length
  const html = texts.filter((part) => part.type === 'text/html').length
  return html > 0 && plain > 0 && !parts.some((part) => part.type === 'multipart/alternative')
}

const SALVAGED_BYTES = 100_000

/** A broken structure hid the body from the parser: better raw text than an empty ticket. */
function salvage(raw: Buffer, parts: RawPart[]) {
  const start = parts[0]?.bodyStart ?? 0
  const { text } = decodeBytes(raw.subarray(start, start + SALVAGED_BYTES), '')
  return { text: text.replace(/\r\n?/g, '\n').replace(/\0/g, '').trim(), fromHtml: false }
}

const STUB_CHARS = 300
/** Nobody reads more; the original keeps the rest. */
const MAX_TEXT_CHARS = 1_000_000

function chooseText(plain: string, html: string | null, mixedHtml: boolean) {
  const text = plain.slice(0, MAX_TEXT_CHARS).replace(/\r\n?/g, '\n').replace(/\0/g, '')
  if (html === null) return { text, fromHtml: false }
  const isStub = text.trim().length < STUB_CHARS && html.length > 200 && saysHtmlOnly(text)
  if (text.trim() !== '' && !mixedHtml && !isStub) return { text, fromHtml: false }
  const converted = htmlToPlain(html)
  return converted.trim() === '' ? { text, fromHtml: false } : { text: converted, fromHtml: true }
}

function saysHtmlOnly(text: string): boolean {
  return /html/i.test(text) && /(support|view|enable|поддерж|просмотр|отображ|қолда)/i.test(text)
}

type ParserAttachment = {
  filename?: string | undefined
  content: Buffer
  contentType: string
  contentDisposition?: string
  contentId?: string
  headers?: Map<string, unknown>
}

const DEFAULT_NAMES: Record<string, string> = {
  'message/rfc822': 'message.eml',
  'text/calendar': 'invite.ics',
  'image/jpeg': 'image.jpg',
  'image/png': 'image.png',
  'image/gif': 'image.gif',
}

function toAttachment(file: ParserAttachment): MailAttachment {
  const declared = file.headers?.get('content-type') as { value?: string } | undefined
  const type = (declared?.value ?? file.contentType).toLowerCase()
  const name = file.filename ?? DEFAULT_NAMES[type] ?? ''
  return {
    name: storable(/=\?[^?]+\?[bq]\?/i.test(name) ? decodeHeaderWords(name) : name).slice(0, 255),
    size: file.content.length,
    type,
    content: file.content,
    contentId: file.contentId ?? null,
    disposition: file.contentDisposition === 'inline' ? 'inline' : 'attachment',
  }
}
