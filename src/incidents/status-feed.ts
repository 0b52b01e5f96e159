import { incidentTexts } from '../i18n/incidents.ts'
import type { Locale } from '../i18n/locale.ts'
import { statusTexts } from '../i18n/status.ts'
import type { Announcement, PublicIncident, StatusBoard } from './queries.ts'
import { textIn, titleIn } from './words.ts'

/** The words of an announcement; what is not translated is read in Russian. */
export function announcementWords(
  one: Announcement,
  locale: Locale,
): { title: string; text: string; lang: Locale } {
  const own = { ru: one.titleRu, kk: one.titleKk, en: one.titleEn }[locale] !== ''
  return { title: titleIn(one, locale), text: textIn(one, locale), lang: own ? locale : 'ru' }
}

/** The status board as an Atom feed (RFC 4287). */
export function statusFeed(board: StatusBoard, options: FeedOptions): string {
  const { locale, publicUrl, now } = options
  const t = statusTexts(locale)
  const entries = [
    ...[...board.faults, ...board.pastFaults].flatMap((one) => faultEntries(one, options)),
    ...[...board.now, ...board.coming, ...board.past].map((one) => worksEntry(one, options)),
  ].toSorted((a, b) => b.updated.getTime() - a.updated.getTime())
  return [
    '<?xml version="1.0" encoding="utf-8"?>',
    `<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="${locale}">`,
    `<id>${escapeXml(`${publicUrl}/status`)}</id>`,
    `<title>${escapeXml(t.title)}</title>`,
    `<updated>${(entries[0]?.updated ?? now).toISOString()}</updated>`,
    `<author><name>kense.app</name></author>`,
    `<link rel="self" href="${escapeXml(`${publicUrl}/status.atom?lang=${locale}`)}"/>`,
    `<link href="${escapeXml(`${publicUrl}/status?lang=${locale}`)}"/>`,
    ...entries.map(({ xml }) => xml),
    '</feed>',
    '',
  ].join('\n')
}

type FeedOptions = { locale: Locale; publicUrl: string; now: Date }
type Entry = { updated: Date; xml: string }

function worksEntry(one: Announcement, { locale, publicUrl }: FeedOptions): Entry {
  const { title, text, lang } = announcementWords(one, locale)
  return entry({
    id: one.id,
    lang,
    title: `${statusTexts(locale).kinds[one.kind]}: ${title}`,
    text,
    published: one.publishedAt,
    updated: one.updatedAt,
    url: `${publicUrl}/status?lang=${locale}#a-${one.id}`,
  })
}

/** Each state of an incident is an entry of its own, so that readers are told of each. */
function faultEntries(one: PublicIncident, { locale, publicUrl }: FeedOptions): Entry[] {
  const t = incidentTexts(locale)
  return one.updates.map((update) =>
    entry({
      id: update.id,
      lang: locale,
      title: `${t.kind}: ${titleIn(one, locale)} (${t.stages[update.stage]})`,
      text: textIn(update, locale),
      published: update.publishedAt,
      updated: update.publishedAt,
      url: `${publicUrl}/status?lang=${locale}#i-${one.id}`,
    }),
  )
}

function entry(said: {
  id: string
  lang: Locale
  title: string
  text: string
  published: Date
  updated: Date
  url: string
}): Entry {
  const xml = [
    `<entry xml:lang="${said.lang}">`,
    `<id>urn:uuid:${said.id}</id>`,
    `<title>${escapeXml(said.title)}</title>`,
    `<updated>${said.updated.toISOString()}</updated>`,
    `<published>${said.published.toISOString()}</published>`,
    `<link href="${escapeXml(said.url)}"/>`,
    `<content type="text">${escapeXml(said.text)}</content>`,
    '</entry>',
  ].join('')
  return { updated: said.updated, xml }
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
