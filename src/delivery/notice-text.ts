import type { Locale } from '../i18n/locale.ts'
import { noticesEn } from '../i18n/notices.en.ts'
import { noticesKk } from '../i18n/notices.kk.ts'
import { type NoticeTexts, noticesRu } from '../i18n/notices.ru.ts'
import { formatDay, formatMoment, texts } from '../i18n/texts.ts'
import { formatTicketNumber } from '../tickets/ticket-number.ts'
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
    case 'suspended':
      return [
        t.suspended(model.client, t.scope[model.scope], when(model.startsAt)),
        model.codes.length === 0 ? '' : t.codes(model.codes.join(', ')),
        t.why[model.reason],
        t.howToResume[model.reason === 'tariff_expired' ? 'tariff' : 'request'],
      ].filter((part) => part !== '')
    case 'lifted':
      return [
        t.lifted(model.client, when(model.at)),
        model.open ? t.accessOpen : t.otherGroundsLeft,
      ]
    case 'tariff_ending':
      return [
        t.tariffEnding(
          model.client,
          locale === 'kk' ? model.tariffKk : model.tariffRu,
          formatDay(model.paidUntil, locale),
        ),
        t.tariffRenew,
      ]
    case 'resumption_asked':
      return [t.resumptionAsked(model.client, when(model.at)), t.notYou]
    case 'resumption_refused':
      return [t.resumptionRefused(model.client, when(model.at)), t.reason(model.reason)]
    case 'compromise_received':
      return compromiseReceived(model, locale)
    case 'compromise_warning':
      return [
        t.compromiseWarning(model.client, when(model.receivedAt)),
        t.warningAct(when(model.dueAt)),
      ]
    case 'compromise_declined':
      return [t.compromiseDeclined(when(model.at)), t.reportAgain]
  }
}

/** The eight points that a reporter must read, the first two about his own case (definition 4, 7.4). */
function compromiseReceived(
  model: Extract<NoticeModel, { topic: 'compromise_received' }>,
  locale: Locale,
): string[] {
  const t = all[locale]
  const [, ...rest] = texts(locale).compromise.points
  const id = model.number === null ? '' : formatTicketNumber(model.number)
  const points = [
    t.caseReceived(id, formatMoment(new Date(model.receivedAt), locale)),
    `${model.closed ? t.accessClosed : t.accessBeingChecked} ${t.limit(formatMoment(new Date(model.dueAt), locale))}`,
    ...rest,
  ]
  return [
    ...(model.repeated ? [t.caseRepeated] : []),
    ...points.map((point, at) => `${at + 1}. ${point}`),
  ]
}
