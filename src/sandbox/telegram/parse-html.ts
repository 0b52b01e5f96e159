import type { MessageEntity } from 'grammy/types'
import { badRequest } from './api-error.ts'
import {
  byteOffset,
  type FormattedText,
  linkTarget,
  mentionedUserId,
  sortEntities,
} from './formatted-text.ts'

const simpleTags: Record<string, 'bold' | 'italic' | 'underline' | 'strikethrough' | 'spoiler'> = {
  b: 'bold',
  strong: 'bold',
  i: 'italic',
  em: 'italic',
  u: 'underline',
  ins: 'underline',
  s: 'strikethrough',
  strike: 'strikethrough',
  del: 'strikethrough',
  span: 'spoiler',
  'tg-spoiler': 'spoiler',
}
const otherTags = new Set(['a', 'code', 'pre', 'blockquote', 'tg-emoji'])
const named: Record<string, string> = { lt: '<', gt: '>', amp: '&', quot: '"' }

type OpenTag = { name: string; attributes: Map<string, string>; offset: number }
type Cursor = { source: string; at: number }

/**
 * Parses the Bot API's HTML style.
 * @throws ApiError 400 "can't parse entities: …" with Telegram's words and UTF-8 byte offsets
 */
export function parseHtml(source: string): FormattedText {
  const cursor: Cursor = { source, at: 0 }
  const open: OpenTag[] = []
  const entities: MessageEntity[] = []
  let text = ''
  while (cursor.at < source.length) {
    const char = source[cursor.at]
    if (char === '&') {
      text += readReference(cursor)
    } else if (char !== '<') {
      text += char
      cursor.at += 1
    } else if (source[cursor.at + 1] === '/') {
      closeTag(cursor, open, entities, text)
    } else {
      open.push(readStartTag(cursor, text.length))
    }
  }
  const unclosed = open.at(-1)
  if (unclosed) throw refuse(`Can't find end tag corresponding to start tag "${unclosed.name}"`)
  return { text, entities: mergeCode(sortEntities(entities)) }
}

function refuse(reason: string): Error {
  return badRequest(`can't parse entities: ${reason}`)
}

function readReference(cursor: Cursor): string {
  const match = /^&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|(lt|gt|amp|quot));?/i.exec(
    cursor.source.slice(cursor.at, cursor.at + 12),
  )
  if (!match) {
    cursor.at += 1
    return '&'
  }
  cursor.at += match[0].length
  if (match[3] !== undefined) return named[match[3].toLowerCase()] ?? ''
  const code = match[1] === undefined ? Number.parseInt(match[2] ?? '', 16) : Number(match[1])
  return code > 0 && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff)
    ? String.fromCodePoint(code)
    : match[0]
}

function readStartTag(cursor: Cursor, textOffset: number): OpenTag {
  const { source } = cursor
  const begin = cursor.at
  const at = () => `at byte offset ${byteOffset(source, begin)}`
  cursor.at += 1
  const name = readWhile(cursor, /[^\s>]/).toLowerCase()
  if (cursor.at >= source.length) throw refuse(`Unclosed start tag ${at()}`)
  if (!(name in simpleTags) && !otherTags.has(name)) {
    throw refuse(`Unsupported start tag "${name}" ${at()}`)
  }
  const attributes = new Map<string, string>()
  for (;;) {
    readWhile(cursor, /\s/)
    if (cursor.at >= source.length) throw refuse(`Unclosed start tag "${name}" ${at()}`)
    if (source[cursor.at] === '>') break
    const key = readWhile(cursor, /[^\s=>]/).toLowerCase()
    if (key === '') throw refuse(`Empty attribute name in the tag "${name}" ${at()}`)
    readWhile(cursor, /\s/)
    attributes.set(key, source[cursor.at] === '=' ? readValue(cursor, name, at) : '')
  }
  cursor.at += 1
  if (name === 'span' && attributes.get('class') !== 'tg-spoiler') {
    throw refuse(`Tag "span" must have class "tg-spoiler" ${at()}`)
  }
  return { name, attributes, offset: textOffset }
}

function readValue(cursor: Cursor, tag: string, at: () => string): string {
  const { source } = cursor
  cursor.at += 1
  readWhile(cursor, /\s/)
  const quote = source[cursor.at]
  if (quote !== '"' && quote !== "'") return readWhile(cursor, /[A-Za-z0-9.:-]/)
  cursor.at += 1
  let value = ''
  while (cursor.at < source.length && source[cursor.at] !== quote) {
    if (source[cursor.at] === '&') {
      value += readReference(cursor)
    } else {
      value += source[cursor.at]
      cursor.at += 1
    }
  }
  if (cursor.at >= source.length) throw refuse(`Unclosed start tag "${tag}" ${at()}`)
  cursor.at += 1
  return value
}

function closeTag(cursor: Cursor, open: OpenTag[], entities: MessageEntity[], text: string): void {
  const begin = cursor.at
  const at = `at byte offset ${byteOffset(cursor.source, begin)}`
  cursor.at += 2
  const name = readWhile(cursor, /[^\s>]/).toLowerCase()
  readWhile(cursor, /\s/)
  if (cursor.source[cursor.at] !== '>') throw refuse(`Unclosed end tag ${at}`)
  cursor.at += 1
  const tag = open.pop()
  if (!tag) throw refuse(`Unexpected end tag ${at}`)
  if (name !== tag.name && name !== '') {
    throw refuse(`Unmatched end tag ${at}, expected "</${tag.name}>", found "</${name}>"`)
  }
  const entity = entityOf(tag, text)
  if (entity) entities.push(entity)
}

function entityOf(tag: OpenTag, text: string): MessageEntity | null {
  const range = { offset: tag.offset, length: text.length - tag.offset }
  const simple = simpleTags[tag.name]
  if (simple) return { type: simple, ...range }
  if (tag.name === 'blockquote') {
    const type = tag.attributes.has('expandable') ? 'expandable_blockquote' : 'blockquote'
    return { type, ...range }
  }
  if (tag.name === 'tg-emoji') {
    const id = tag.attributes.get('emoji-id')
    return id ? { type: 'custom_emoji', custom_emoji_id: id, ...range } : null
  }
  if (tag.name === 'a') {
    const url = tag.attributes.get('href') || text.slice(tag.offset)
    const userId = mentionedUserId(url)
    if (userId !== null) {
      return { type: 'text_mention', user: { id: userId, is_bot: false, first_name: '' }, ...range }
    }
    const target = linkTarget(url)
    return target === null ? null : { type: 'text_link', url: target, ...range }
  }
  const language = /^language-(.+)$/.exec(tag.attributes.get('class') ?? '')?.[1]
  if (tag.name === 'code' && language) return { type: 'pre', language, ...range }
  return { type: tag.name === 'pre' ? 'pre' : 'code', ...range }
}

/** `<pre><code class="language-x">` is one entity, and nothing else may overlap code. */
function mergeCode(entities: MessageEntity[]): MessageEntity[] {
  const kept: MessageEntity[] = []
  for (const entity of entities) {
    const last = kept.at(-1)
    const inside =
      last?.type === 'pre' && entity.offset + entity.length <= last.offset + last.length
    if (!inside || !last) kept.push(entity)
    else if (entity.length === last.length && 'language' in entity) kept[kept.length - 1] = entity
  }
  return kept
}

function readWhile(cursor: Cursor, allowed: RegExp): string {
  const begin = cursor.at
  while (cursor.at < cursor.source.length && allowed.test(cursor.source[cursor.at] ?? '')) {
    cursor.at += 1
  }
  return cursor.source.slice(begin, cursor.at)
}
