import type { Locale } from '../i18n/locale.ts'
import { noticesEn } from '../i18n/notices.en.ts'
import { noticesKk } from '../i18n/notices.kk.ts'
import { type NoticeTexts, noticesRu } from '../i18n/notices.ru.ts'
import { formatMoment } from '../i18n/texts.ts'
import type { Notice, NoticeModel } from './notice-kinds.ts'

const all: Record<Locale, NoticeTexts> = { ru: noticesRu, kk: noticesKk, en: noticesEn }

export function noticeSubject(topic: Notice['topic'], locale: Locale): string {
  return all[locale].subject[topic]
}

/** The paragraphs of a notice: the same words in every channel. */
export function noticeText(model: NoticeModel, locale: Locale): string[] {
  const t = all[locale]
  const when = (at: string) => formatMoment(new Date(at), locale)
  switch (model.topic) {
    case 'link_code':
      return [t.linkCode(model.code, model.minutes), t.notYou]
    case 'telegram_linked':
      return [t.telegramLinked(model.client, when(model.at)), t.notYou]
    case 'trusted_change_asked':
      return [
        t.trustedChangeAsked(model.client, t.channel[model.channel], model.address, when(model.at)),
        t.notYou,
      ]
    case 'trusted_changed':
      return [
        t.trustedChanged(model.client, t.channel[model.channel], model.address, when(model.at)),
        t.notYou,
      ]
    case 'ticket_merged':
      return [t.ticketMerged(model.into)]
    case 'closing_soon':
      return [t.closingSoon(when(model.at))]
  }
}
