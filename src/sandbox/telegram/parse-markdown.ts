import type { MessageEntity } from 'grammy/types'
import { badRequest } from './api-error.ts'
import {
  byteOffset,
  type FormattedText,
  linkTarget,
  mentionedUserId,
  sortEntities,
} from './formatted-text.ts'

const reserved = '_*[]()~`>#+-=|{}.!'
const marks = [
  { mark: '__', type: 'underline' },
  { mark: '||', type: 'spoiler' },
  { mark: '```', type: 'pre' },
  { mark: '*', type: 'bold' },
  { mark: '_', type: 'italic' },
  { mark: '~', type: 'strikethrough' },
  { mark: '`', type: 'code' },
] as const
const names = {
  underline: 'Underline',
  spoiler: 'Spoiler',
  pre: 'Pre',
  bold: 'Bold',
  italic: 'Italic',
  strikethrough: 'Strikethrough',
  code: 'Code',
  text_link: 'TextUrl',
  blockquote: 'BlockQuote',
} as const

type Open = { type: keyof typeof names; offset: number; begin: number; language: string }
type Parsing = { source: string; at: number; text: string; open: Open[]; entities: MessageEntity[] }

/**
 * Parses MarkdownV2 (custom emoji excepted).
 * @throws ApiError 400 "can't parse entities: …" with Telegram's words and UTF-8 byte offsets
 */
export function parseMarkdownV2(source: string): FormattedText {
  const state: Parsing = { source, at: 0, text: '', open: [], entities: [] }
  while (state.at < source.length) step(state)
  const last = state.open.at(-1)
  if (last?.type === 'blockquote') closeQuote(state)
  const unclosed = state.open.at(-1)
  if (unclosed) {
    throw refuse(
      `Can't find end of ${names[unclosed.type]} entity at byte offset ${byteOffset(source, unclosed.begin)}`,
    )
  }
  return { text: state.text, entities: sortEntities(state.entities) }
}

function refuse(reason: string): Error {
  return badRequest(`can't parse entities: ${reason}`)
}

function step(state: Parsing): void {
  const char = state.source[state.at] ?? ''
  const next = state.source.charCodeAt(state.at + 1)
  if (char === '\\' && next > 0 && next < 127) {
    state.text += state.source[state.at + 1]
    state.at += 2
    return
  }
  const top = state.open.at(-1)
  if (top?.type === 'code' || top?.type === 'pre') {
    const mark = top.type === 'code' ? '`' : '```'
    if (state.source.startsWith(mark, state.at)) close(state, mark)
    else plain(state, char)
    return
  }
  if (char === '\n') lineEnd(state)
  else if (!reserved.includes(char)) plain(state, char)
  else if (char === '>' && (state.at === 0 || state.source[state.at - 1] === '\n')) quoteMark(state)
  else if (char === '[') begin(state, 'text_link', '[')
  else if (char === ']' && top?.type === 'text_link') closeLink(state)
  else mark(state, char, top)
}

function quoteMark(state: Parsing): void {
  if (!state.open.some((entry) => entry.type === 'blockquote')) begin(state, 'blockquote', '')
  state.at += 1
}

function mark(state: Parsing, char: string, top: Open | undefined): void {
  const known = marks.find((entry) => state.source.startsWith(entry.mark, state.at))
  if (!known) {
    throw refuse(`Character '${char}' is reserved and must be escaped with the preceding '\\'`)
  }
  if (top?.type === known.type) close(state, known.mark)
  else begin(state, known.type, known.mark)
}

function plain(state: Parsing, char: string): void {
  state.text += char
  state.at += 1
}

function lineEnd(state: Parsing): void {
  const continues = state.source[state.at + 1] === '>'
  if (state.open.at(-1)?.type === 'blockquote' && !continues) closeQuote(state)
  plain(state, '\n')
}

function begin(state: Parsing, type: Open['type'], mark: string): void {
  const entry: Open = { type, offset: state.text.length, begin: state.at, language: '' }
  state.at += mark.length
  if (type === 'pre') {
    const language = /^([^\s`]*)\n/.exec(state.source.slice(state.at, state.at + 64))
    entry.language = language?.[1] ?? ''
    state.at += language?.[0].length ?? 0
  }
  state.open.push(entry)
}

function close(state: Parsing, mark: string): void {
  const entry = state.open.pop()
  state.at += mark.length
  if (!entry || entry.type === 'text_link' || entry.type === 'blockquote') return
  const range = { offset: entry.offset, length: state.text.length - entry.offset }
  if (entry.type === 'pre' && entry.language !== '') {
    state.entities.push({ type: 'pre', language: entry.language, ...range })
  } else {
    state.entities.push({ type: entry.type, ...range })
  }
}

function closeQuote(state: Parsing): void {
  const entry = state.open.pop()
  if (!entry) return
  state.entities.push({
    type: 'blockquote',
    offset: entry.offset,
    length: state.text.length - entry.offset,
  })
}

function closeLink(state: Parsing): void {
  const entry = state.open.pop()
  const range = {
    offset: entry?.offset ?? 0,
    length: state.text.length - (entry?.offset ?? 0),
  }
  state.at += 1
  let url = state.text.slice(range.offset)
  if (state.source[state.at] === '(') {
    const begin = state.at
    let found = ''
    state.at += 1
    while (state.at < state.source.length && state.source[state.at] !== ')') {
      if (state.source[state.at] === '\\') state.at += 1
      found += state.source[state.at] ?? ''
      state.at += 1
    }
    if (state.at >= state.source.length) {
      throw refuse(`Can't find end of a URL at byte offset ${byteOffset(state.source, begin)}`)
    }
    state.at += 1
    url = found
  }
  const userId = mentionedUserId(url)
  const target = linkTarget(url)
  if (userId !== null) {
    const user = { id: userId, is_bot: false, first_name: '' }
    state.entities.push({ type: 'text_mention', user, ...range })
  } else if (target !== null) {
    state.entities.push({ type: 'text_link', url: target, ...range })
  }
}
