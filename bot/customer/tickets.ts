import { askInChat } from '../../src/conversation/ask-in-chat.ts'
import { focusOn } from '../../src/conversation/focus.ts'
import { type MyTicket, myTickets } from '../../src/conversation/my-tickets.ts'
import { chatTexts } from '../../src/i18n/chat-texts.ts'
import type { Locale } from '../../src/i18n/locale.ts'
import { formatMoment, texts } from '../../src/i18n/texts.ts'
import { closeTicket } from '../../src/tickets/close-ticket.ts'
import { findOwnTicket } from '../../src/tickets/find-own-ticket.ts'
import { rateTicket } from '../../src/tickets/rate-ticket.ts'
import { reopenTicket } from '../../src/tickets/reopen-ticket.ts'
import { isOpen } from '../../src/tickets/status.ts'
import { formatTicketNumber } from '../../src/tickets/ticket-number.ts'
import { isCompromise } from '../../src/triage/policy.ts'
import type { ActionOf } from '../callback-data.ts'
import { buttonData } from '../callback-data.ts'
import { type Button, escapeHtml, paragraphs, type View, view } from '../view.ts'
import { ratingButtons } from '../views.ts'
import type { Visit } from './visit.ts'

const shown = 4
const answerShown = 160

/** One message a ticket, newest first, each with what can be done to it; only one's own (R56). */
export async function ticketsMenu(visit: Visit, before?: Date): Promise<View[]> {
  const t = chatTexts(visit.locale).tickets
  const rows = await myTickets(visit.ctx.db, visit.contactId, {
    limit: shown + 1,
    ...(before ? { before } : {}),
  })
  if (rows.length === 0) return [view(t.none)]
  const page = rows.slice(0, shown)
  const views = page.map((ticket) => ticketView(ticket, visit.locale))
  const last = page.at(-1)
  if (rows.length > shown && last) {
    const more = { kind: 'more', before: last.receivedAt.getTime() } as const
    views.at(-1)?.buttons.push([{ text: t.more, data: buttonData(more) }])
  }
  return views
}

/** @throws DomainError `not_found`, also for another client's ticket */
export async function oneTicket(visit: Visit, number: string): Promise<View[]> {
  const [found] = await myTickets(visit.ctx.db, visit.contactId, { limit: 1, number })
  if (!found) return [view(chatTexts(visit.locale).tickets.notFound)]
  return [ticketView(found, visit.locale)]
}

function ticketView(ticket: MyTicket, locale: Locale): View {
  const t = chatTexts(locale).tickets
  const { number, cycle } = ticket
  const open = isOpen(ticket.status)
  // A compromise has its own 24 hours, told with its acknowledgement (definition 4).
  const told = open && !ticket.needsTriageCheck && !isCompromise(ticket.intent)
  const due = told ? ticket.dueAt : null
  const answer = ticket.lastAnswer?.replace(/\s+/g, ' ').slice(0, answerShown) ?? ''
  const rest: Button = { text: t.buttons.reopen, data: buttonData({ kind: 'reopen', number }) }
  const ended = ticket.status === 'resolved' || ticket.status === 'closed'
  const rate: Button = { text: t.buttons.rate, data: buttonData({ kind: 'askrate', number }) }
  return view(
    paragraphs(
      `<b>${formatTicketNumber(number)}</b> — ${texts(locale).status[ticket.status]}\n${escapeHtml(ticket.subject)}`,
      due === null ? '' : t.due(formatMoment(due, locale)),
      answer === '' ? '' : escapeHtml(t.lastAnswer(answer)),
      ticket.score === null || cycle === 0 ? '' : t.yourRating(ticket.score),
    ),
    open
      ? [
          { text: t.buttons.add, data: buttonData({ kind: 'add', number }) },
          { text: t.buttons.close, data: buttonData({ kind: 'close', number }) },
        ]
      : [rest, ...(ended ? [rate] : [])],
  )
}

export async function addTo(visit: Visit, { number }: ActionOf<'add'>): Promise<View[]> {
  const ticket = await findOwnTicket(visit.ctx, number)
  await focusOn(visit.ctx, visit.identityId, ticket.id)
  await askInChat(visit.ctx, visit.owner.chatId, null)
  return [view(chatTexts(visit.locale).tickets.add(shownId(number)))]
}

export async function close(visit: Visit, { number }: ActionOf<'close'>): Promise<View[]> {
  const ticket = await findOwnTicket(visit.ctx, number)
  const { cycle } = await closeTicket(visit.ctx, { ticketId: ticket.id })
  // A closed ticket that was not solved before is rated by the message that the closing sends.
  if (ticket.status !== 'resolved') return []
  const said = chatTexts(visit.locale).tickets.closed(shownId(number))
  return [view(said, ...ratingButtons({ number, cycle }, visit.locale))]
}

export async function reopen(visit: Visit, { number }: { number: string }): Promise<View[]> {
  const ticket = await findOwnTicket(visit.ctx, number)
  await reopenTicket(visit.ctx, { ticketId: ticket.id })
  return [view(chatTexts(visit.locale).rating.reopened(shownId(number)))]
}

export async function rate(visit: Visit, action: ActionOf<'rate'>): Promise<View[]> {
  const t = chatTexts(visit.locale).rating
  const { number, cycle, score } = action
  const ticket = await findOwnTicket(visit.ctx, number)
  await rateTicket(visit.ctx, { ticketId: ticket.id, cycle, score, channel: 'telegram' })
  const comment = buttonData({ kind: 'comment', number, cycle })
  return [view(t.thanks(score), [{ text: t.comment, data: comment }])]
}

export async function askRating(visit: Visit, { number }: ActionOf<'askrate'>): Promise<View[]> {
  const { cycle } = await findOwnTicket(visit.ctx, number)
  const said = chatTexts(visit.locale).rating.ask(shownId(number))
  return [view(said, ...ratingButtons({ number, cycle }, visit.locale))]
}

export async function askComment(visit: Visit, action: ActionOf<'comment'>): Promise<View[]> {
  const ticket = await findOwnTicket(visit.ctx, action.number)
  await askInChat(visit.ctx, visit.owner.chatId, {
    kind: 'rating_comment',
    ticketId: ticket.id,
    cycle: action.cycle,
  })
  return [view(chatTexts(visit.locale).rating.commentAsk, [cancelButton(visit.locale)])]
}

export function cancelButton(locale: Locale): Button {
  return { text: chatTexts(locale).cancel, data: buttonData({ kind: 'cancel' }) }
}

function shownId(number: string): string {
  return `<b>${formatTicketNumber(number)}</b>`
}
