import type { Locale } from '../i18n/locale.ts'
import { statusTexts } from '../i18n/status.ts'
import type { Announcement, StatusBoard } from './queries.ts'

/** The words of an announcement; English readers get the Russian text. */
export function announcementWords(
  one: Announcement,
  locale: Locale,
): { title: string; text: string; lang: 'ru' | 'kk' } {
  return locale === 'kk'
    ? { title: one.titleKk, text: one.textKk, lang: 'kk' }
    : { title: one.titleRu, text: one.textRu, lang: 'ru' }
}

/** The status board as an Atom feed (RFC 4287). */
export function statusFeed(
  board: StatusBoard,
  options: { locale: Locale; publicUrl: string; now: Date },
): string {
  const { locale, publicUrl, now } = options
  const t = statusTexts(locale)
  const all = [...board.now, ...board.coming, ...board.past]
  const updated = new Date(Math.max(0, ...all.map((one) => one.updatedAt.getTime())))
  const entries = all.map((one) => {
    const { title, text, lang } = announcementWords(one, locale)
    return [
      `<entry xml:lang="${lang}">`,
      `<id>urn:uuid:${one.id}</id>`,
      `<title>${escapeXml(`${t.kinds[one.kind]}: ${title}`)}</title>`,
      `<updated>${one.updatedAt.toISOString()}</updated>`,
      `<published>${one.publishedAt.toISOString()}</published>`,
      `<link href="${escapeXml(`${publicUrl}/status?lang=${locale}#a-${one.id}`)}"/>`,
      `<content type="text">${escapeXml(text)}</content>`,
      '</entry>',
    ].join('')
  })
  return [
    '<?xml version="1.0" encoding="utf-8"?>',
    `<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="${locale}">`,
    `<id>${escapeXml(`${publicUrl}/status`)}</id>`,
    `<title>${escapeXml(t.title)}</title>`,
    `<updated>${(all.length > 0 ? updated : now).toISOString()}</updated>`,
    `<author><name>kense.app</name></author>`,
    `<link rel="self" href="${escapeXml(`${publicUrl}/status.atom?lang=${locale}`)}"/>`,
    `<link href="${escapeXml(`${publicUrl}/status?lang=${locale}`)}"/>`,
    ...entries,
    '</feed>',
    '',
  ].join('\n')
}

function escapeXml(text: string): string {
  return (
    text
      // XML 1.0 has no way to write most control characters.
      .replace(/(?![\t\n\r])\p{Cc}/gu, '')
      .replaceAll('&', '&amp;')
      .replaceAll('<', '&lt;')
      .replaceAll('>', '&gt;')
      .replaceAll('"', '&quot;')
  )
}
