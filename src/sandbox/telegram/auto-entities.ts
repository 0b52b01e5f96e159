import type { MessageEntity } from 'grammy/types'
import { sortEntities } from './formatted-text.ts'

const detectors = [
  {
    type: 'bot_command',
    hint: '/',
    pattern: /(?<![\w/<>])\/[A-Za-z0-9_]{1,64}(?:@\w{3,32})?(?![\w/])/g,
  },
  {
    type: 'email',
    hint: '@',
    pattern: /(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)*\.[a-z]{2,}(?![\w@])/gi,
  },
  { type: 'mention', hint: '@', pattern: /(?<![\w`@/.+-])@\w{4,32}(?![\w@])/g },
  {
    type: 'hashtag',
    hint: '#',
    pattern: /(?<![\p{L}\p{N}_#])#[\p{L}\p{N}_]*\p{L}[\p{L}\p{N}_]*/gu,
  },
  {
    type: 'url',
    hint: '.',
    pattern:
      /(?<![\w@.-])(?:https?:\/\/[^\s<>"']+[^\s<>"'.,!?;:)\]]|(?:[a-z0-9-]+\.)+(?:kz|ru|com|org|net|app|info|dev|io|me)(?:\/[^\s<>"']*[^\s<>"'.,!?;:)\]])?)(?![\w@-])/gi,
  },
] as const

/** Adds what Telegram itself recognises: commands, addresses, mentions, hashtags and links. */
export function withAutoEntities(text: string, given: MessageEntity[]): MessageEntity[] {
  const found: MessageEntity[] = []
  for (const { type, hint, pattern } of detectors) {
    if (!text.includes(hint)) continue
    for (const match of text.matchAll(pattern)) {
      const entity: MessageEntity = { type, offset: match.index, length: match[0].length }
      const taken = (other: MessageEntity) => overlaps(entity, other)
      if (!given.filter(isExclusive).some(taken) && !found.some(taken)) found.push(entity)
    }
  }
  return found.length === 0 ? given : sortEntities([...given, ...found])
}

function isExclusive(entity: MessageEntity): boolean {
  return ['code', 'pre', 'text_link', 'text_mention', 'bot_command', 'url', 'email'].includes(
    entity.type,
  )
}

function overlaps(a: MessageEntity, b: MessageEntity): boolean {
  return a.offset < b.offset + b.length && b.offset < a.offset + a.length
}
