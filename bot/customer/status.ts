import { openCount } from '../../src/conversation/my-tickets.ts'
import { serviceHours } from '../../src/conversation/service-hours.ts'
import { chatTexts } from '../../src/i18n/chat-texts.ts'
import { incidentTexts } from '../../src/i18n/incidents.ts'
import { statusTexts } from '../../src/i18n/status.ts'
import { formatMoment } from '../../src/i18n/texts.ts'
import { statusBoard } from '../../src/incidents/queries.ts'
import { announcementWords } from '../../src/incidents/status-feed.ts'
import { subscribeChat } from '../../src/incidents/subscribe-chat.ts'
import { chatSubscribed } from '../../src/incidents/subscribers.ts'
import { textIn, titleIn } from '../../src/incidents/words.ts'
import { type ActionOf, buttonData } from '../callback-data.ts'
import { type Button, escapeHtml, paragraphs, type View, view } from '../view.ts'
import type { Visit } from './visit.ts'

/** Faults and works that we know of, the hours of the desk, and word of them from now on (R35, R79). */
export async function statusMenu(visit: Visit): Promise<View[]> {
  const { locale, ctx } = visit
  const t = chatTexts(locale).status
  const { working, until } = await serviceHours(ctx)
  const when = formatMoment(until, locale)
  const open = await openCount(ctx.db, visit.contactId)
  const on = await chatSubscribed(ctx.db, String(visit.owner.userId))
  return [
    view(
      paragraphs(
        ...(await newsLines(visit)),
        working ? t.working(when) : t.closed(when),
        t.open(open),
        t.trouble,
        t.compromise,
      ),
      [newsButton(on, visit)],
    ),
  ]
}

/** The chat subscribes or leaves, and the button turns round. */
export async function chooseNews(visit: Visit, { wanted }: ActionOf<'news'>): Promise<View[]> {
  const t = statusTexts(visit.locale)
  const on = wanted === 'on'
  const { identityId, locale } = visit
  await subscribeChat(visit.ctx, { identityId, locale, wanted: on })
  return [view(on ? t.chatNowOn : t.chatNowOff, [newsButton(on, visit)])]
}

function newsButton(on: boolean, { locale }: Visit): Button {
  const t = statusTexts(locale)
  return {
    text: on ? t.chatOff : t.chatOn,
    data: buttonData({ kind: 'news', wanted: on ? 'off' : 'on' }),
  }
}

async function newsLines({ ctx, locale }: Visit): Promise<string[]> {
  const t = statusTexts(locale)
  const { faults, now, coming } = await statusBoard(ctx.db, ctx.now(), 5)
  const fault = incidentTexts(locale).kind
  return [
    ...faults.map((one) => {
      const [newest] = one.updates
      const text = newest ? escapeHtml(textIn(newest, locale)) : ''
      return `🔴 <b>${fault}: ${escapeHtml(titleIn(one, locale))}</b>\n${text}`
    }),
    ...[...now, ...coming].slice(0, 5).map((one) => {
      const end = one.endsAt === null ? t.endUnknown : t.until(formatMoment(one.endsAt, locale))
      const { title } = announcementWords(one, locale)
      return `🛠 <b>${t.kinds[one.kind]}: ${escapeHtml(title)}</b>\n${t.from(formatMoment(one.startsAt, locale))}, ${end}`
    }),
    faults.length + now.length === 0 ? `🟢 ${t.allWell}` : '',
  ]
}
