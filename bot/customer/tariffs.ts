import { openFromButton } from '../../src/conversation/open-from-button.ts'
import { chatTexts } from '../../src/i18n/chat-texts.ts'
import { publishedTariffs } from '../../src/tariffs/published-tariffs.ts'
import type { ActionOf } from '../callback-data.ts'
import { buttonData } from '../callback-data.ts'
import { escapeHtml, paragraphs, type View, view } from '../view.ts'
import type { Visit } from './visit.ts'

const money = new Intl.NumberFormat('ru-KZ', {
  style: 'currency',
  currency: 'KZT',
  maximumFractionDigits: 0,
})

/** The published tariffs with their prices (5.1.4); choosing one opens a ticket, the bot takes no payment (R38). */
export async function tariffsMenu(visit: Visit): Promise<View[]> {
  const t = chatTexts(visit.locale).tariff
  const offered = await publishedTariffs(visit.ctx.db, visit.ctx.now())
  if (offered.length === 0) return [view(t.none)]
  const kazakh = visit.locale === 'kk'
  const lines = offered.map((tariff) => {
    const price =
      Number(tariff.priceTenge) === 0
        ? t.free
        : t.price(money.format(Number(tariff.priceTenge)), tariff.periodMonths)
    const conditions = kazakh ? tariff.conditionsKk : tariff.conditionsRu
    return `<b>${escapeHtml(kazakh ? tariff.nameKk : tariff.nameRu)}</b> — ${price}\n${escapeHtml(conditions)}`
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
