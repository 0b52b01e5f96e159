import { openFromButton } from '../../src/conversation/open-from-button.ts'
import { chatTexts } from '../../src/i18n/chat-texts.ts'
import type { Locale } from '../../src/i18n/locale.ts'
import { tariffWords } from '../../src/i18n/tariffs-public.ts'
import { formatDay } from '../../src/i18n/texts.ts'
import { localDate } from '../../src/sla/astana-time.ts'
import { publishedTariffs } from '../../src/tariffs/published-tariffs.ts'
import type { Promotion } from '../../src/tariffs/save-promotion.ts'
import { formatTenge, isFree } from '../../src/tariffs/tenge.ts'
import type { ActionOf } from '../callback-data.ts'
import { buttonData } from '../callback-data.ts'
import { escapeHtml, paragraphs, type View, view } from '../view.ts'
import type { Visit } from './visit.ts'

/** The published tariffs with their prices (5.1.4); choosing one opens a ticket, the bot takes no payment (R38). */
export async function tariffsMenu(visit: Visit): Promise<View[]> {
  const t = chatTexts(visit.locale).tariff
  const offered = await publishedTariffs(visit.ctx.db, visit.ctx.now())
  if (offered.length === 0) return [view(t.none)]
  const kazakh = visit.locale === 'kk'
  const lines = offered.map((tariff) => {
    const { priceTenge, promotionPrice, periodMonths } = tariff
    const sum = formatTenge(promotionPrice ?? priceTenge, visit.locale)
    const former = promotionPrice === null ? '' : ` <s>${formatTenge(priceTenge, visit.locale)}</s>`
    const price = isFree(priceTenge) ? t.free : `${t.price(sum, periodMonths)}${former}`
    const conditions = kazakh ? tariff.conditionsKk : tariff.conditionsRu
    return [
      `<b>${escapeHtml(kazakh ? tariff.nameKk : tariff.nameRu)}</b> — ${price}`,
      escapeHtml(conditions),
      ...tariff.promotions.map((one) => promotionLine(one, visit.locale)),
    ].join('\n')
  })
  return [
    view(
      paragraphs(t.title, ...lines, `<i>${t.note}</i>`),
      ...offered.map((tariff) => [
        {
          text: t.choose(kazakh ? tariff.nameKk : tariff.nameRu),
          data: buttonData({ kind: 'tariff', code: tariff.code }),
        },
      ]),
    ),
  ]
}

/** What is cheaper or longer now, until when and on what conditions (R37). */
function promotionLine(one: Promotion, locale: Locale): string {
  const kazakh = locale === 'kk'
  const words = tariffWords(locale)
  const last = localDate(new Date(one.endsAt.getTime() - 1))
  const period = words.period(formatDay(localDate(one.startsAt), locale), formatDay(last, locale))
  return `<i>${escapeHtml(kazakh ? one.titleKk : one.titleRu)}. ${escapeHtml(kazakh ? one.conditionsKk : one.conditionsRu)} ${period}</i>`
}

/** The acknowledgement that follows carries the ticket's ID. */
export async function chooseTariff(visit: Visit, { code }: ActionOf<'tariff'>): Promise<View[]> {
  const t = chatTexts(visit.locale).tariff
  const offered = await publishedTariffs(visit.ctx.db, visit.ctx.now())
  const chosen = offered.find((tariff) => tariff.code === code)
  if (!chosen) return [view(t.gone)]
  await openFromButton(visit.ctx, {
    identityId: visit.identityId,
    locale: visit.locale,
    text: t.wish(visit.locale === 'kk' ? chosen.nameKk : chosen.nameRu),
    intent: 'billing',
    raw: visit.update.update,
  })
  return []
}
