import type { MessageEntity } from 'grammy/types'
import { z } from 'zod'
import { badRequest, notEmulated } from './api-error.ts'
import { withAutoEntities } from './auto-entities.ts'
import { type FormattedText, sortEntities, trimFormatted } from './formatted-text.ts'
import type { Params } from './params.ts'
import { parseHtml } from './parse-html.ts'
import { parseMarkdownV2 } from './parse-markdown.ts'

const maxTextLength = 4096
const maxCaptionLength = 1024

const entitySchema = z.looseObject({
  type: z.string(),
  offset: z.int().min(0),
  length: z.int().min(1),
})

/**
 * The text of a message: parsed, trimmed, counted in UTF-16 units after parsing.
 * @throws ApiError 400 when it is empty, too long or badly marked up
 */
export function readText(params: Params): FormattedText {
  const source = params.string('text') ?? ''
  if (source === '') throw badRequest('message text is empty')
  const parsed = parse(source, params.string('parse_mode'), params.list('entities'))
  if (parsed.text === '') throw badRequest('text must be non-empty')
  if (parsed.text.length > maxTextLength) throw badRequest('message is too long')
  return parsed
}

/** The caption, empty when there is none. @throws ApiError 400 when it is too long or badly marked up */
export function readCaption(params: Params): FormattedText {
  const source = params.string('caption') ?? ''
  const parsed = parse(source, params.string('parse_mode'), params.list('caption_entities'))
  if (parsed.text.length > maxCaptionLength) throw badRequest('message caption is too long')
  return parsed
}

function parse(
  source: string,
  mode: string | undefined,
  given: unknown[] | undefined,
): FormattedText {
  const marked = parseMode(source, mode) ?? { text: source, entities: readEntities(source, given) }
  const trimmed = trimFormatted(marked)
  return { text: trimmed.text, entities: withAutoEntities(trimmed.text, trimmed.entities) }
}

function parseMode(source: string, mode: string | undefined): FormattedText | null {
  switch (mode?.toLowerCase()) {
    case undefined:
    case '':
      return null
    case 'html':
      return parseHtml(source)
    case 'markdownv2':
      return parseMarkdownV2(source)
    case 'markdown':
      throw notEmulated('the legacy Markdown mode')
    default:
      throw badRequest('unsupported parse_mode')
  }
}

function readEntities(source: string, given: unknown[] | undefined): MessageEntity[] {
  if (!given) return []
  const entities = given.map((item) => {
    const parsed = entitySchema.safeParse(item)
    if (!parsed.success) throw badRequest("can't parse MessageEntity: Object expected")
    if (parsed.data.offset + parsed.data.length > source.length) {
      throw badRequest('entity beyond the end of the text')
    }
    return toEntity(parsed.data)
  })
  return sortEntities(entities)
}

const plainTypes = new Set([
  'mention',
  'hashtag',
  'cashtag',
  'bot_command',
  'url',
  'email',
  'phone_number',
  'bold',
  'italic',
  'underline',
  'strikethrough',
  'spoiler',
  'blockquote',
  'expandable_blockquote',
  'code',
])

function toEntity(given: z.infer<typeof entitySchema>): MessageEntity {
  const range = { offset: given.offset, length: given.length }
  if (given.type === 'text_link') return { type: 'text_link', url: String(given.url), ...range }
  if (given.type === 'pre') {
    return typeof given.language === 'string'
      ? { type: 'pre', language: given.language, ...range }
      : { type: 'pre', ...range }
  }
  if (isPlainType(given.type)) return { type: given.type, ...range }
  throw notEmulated(`entities of type ${given.type}`)
}

function isPlainType(type: string): type is MessageEntity.CommonMessageEntity['type'] {
  return plainTypes.has(type)
}
