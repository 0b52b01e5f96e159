import type { MessageEntity } from 'grammy/types'

/** Text and entities as a message carries them; offsets and lengths are UTF-16 units. */
export type FormattedText = { text: string; entities: MessageEntity[] }

/** Byte offset of a UTF-16 position, the unit of Telegram's parse errors. */
export function byteOffset(source: string, position: number): number {
  return Buffer.byteLength(source.slice(0, position), 'utf8')
}

/** Outer entities first, as Telegram returns them; empty ones vanish. */
export function sortEntities(entities: MessageEntity[]): MessageEntity[] {
  return entities
    .filter((entity) => entity.length > 0)
    .sort((a, b) => a.offset - b.offset || b.length - a.length)
}

/** Removes white space at both ends and moves the entities along. */
export function trimFormatted(value: FormattedText): FormattedText {
  const trimmed = value.text.trim()
  if (trimmed.length === value.text.length) return value
  const start = trimmed === '' ? 0 : value.text.indexOf(trimmed)
  return { text: trimmed, entities: clipEntities(value.entities, start, start + trimmed.length) }
}

function clipEntities(entities: MessageEntity[], start: number, end: number): MessageEntity[] {
  const kept: MessageEntity[] = []
  for (const entity of entities) {
    const from = Math.max(entity.offset, start)
    const to = Math.min(entity.offset + entity.length, end)
    if (to > from) kept.push({ ...entity, offset: from - start, length: to - from })
  }
  return kept
}

/** The address a link gets, or null for one Telegram would drop silently. */
export function linkTarget(raw: string): string | null {
  const given = raw.trim()
  if (given === '') return null
  const withScheme = /^[a-z][a-z0-9+.-]*:/i.test(given) ? given : `http://${given}`
  if (!/^(https?|tg|ton|tonsite|mailto|tel):/i.test(withScheme)) return null
  if (!URL.canParse(withScheme)) return null
  if (/^https?:/i.test(withScheme) && !new URL(withScheme).hostname.match(/[.:]|^localhost$/)) {
    return null
  }
  return /^https?:\/\/[^/?#]+$/i.test(withScheme) ? `${withScheme}/` : withScheme
}

/** The user a `tg://user?id=` link mentions, or null. */
export function mentionedUserId(url: string): number | null {
  const found = /^tg:\/\/user\?id=(\d{1,16})$/i.exec(url)
  return found?.[1] === undefined ? null : Number(found[1])
}
