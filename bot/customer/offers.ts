import { answerFact } from '../../src/conversation/answer-fact.ts'
import { answerFaqOffer } from '../../src/conversation/answer-faq-offer.ts'
import { answerOrganisation } from '../../src/conversation/answer-organisation.ts'
import type { FactKey } from '../../src/conversation/fact-questions.ts'
import { moveWords } from '../../src/conversation/move-words.ts'
import { splitTicket } from '../../src/conversation/split-ticket.ts'
import { chatTexts } from '../../src/i18n/chat-texts.ts'
import { formatMoment, texts } from '../../src/i18n/texts.ts'
import { findOwnTicket } from '../../src/tickets/find-own-ticket.ts'
import { formatTicketNumber } from '../../src/tickets/ticket-number.ts'
import { factView } from '../acknowledgement-view.ts'
import type { ActionOf } from '../callback-data.ts'
import { escapeHtml, paragraphs, type View, view } from '../view.ts'
import { ratingButtons } from '../views.ts'
import type { Visit } from './visit.ts'

/** Whether the answers offered with the acknowledgement helped (Annex 1, 1.2). */
export async function faqHelped(visit: Visit, number: string, helped: boolean): Promise<View[]> {
  const { locale } = visit
  const t = chatTexts(locale)
  const result = await answerFaqOffer(visit.ctx, { number, helped })
  const id = `<b>${formatTicketNumber(number)}</b>`
  if (result.outcome === 'solved') {
    const said = paragraphs(t.faq.solved(id), t.faq.stillWrong, texts(locale).resolved.rate)
    return [view(said, ...ratingButtons(result, locale))]
  }
  const a = texts(locale).acknowledgement
  const { resumesAt, dueAt, question } = result
  const handedOver = view(
    paragraphs(
      t.faq.handedOver(id),
      resumesAt === null ? '' : a.resumes(formatMoment(resumesAt, locale)),
      dueAt === null ? '' : a.due(formatMoment(dueAt, locale)),
    ),
  )
  if (question === null) return [handedOver]
  const asked = factView(number, question, t)
  return [{ html: paragraphs(handedOver.html, asked.html), buttons: asked.buttons }]
}

export async function organisation(visit: Visit, action: ActionOf<'org'>): Promise<View[]> {
  const { number, client: clientId } = action
  return thenNext(visit, number, await answerOrganisation(visit.ctx, { number, clientId }), true)
}

export async function fact(visit: Visit, action: ActionOf<'fact'>): Promise<View[]> {
  return nextFact(visit, action, action.answer)
}

export async function skipFact(visit: Visit, action: ActionOf<'skip'>): Promise<View[]> {
  return nextFact(visit, action, null)
}

async function nextFact(
  visit: Visit,
  { number, key }: { number: string; key: ActionOf<'fact'>['key'] },
  answer: string | null,
): Promise<View[]> {
  const next = await answerFact(visit.ctx, { number, key, answer })
  return thenNext(visit, number, next, answer !== null)
}

function thenNext(visit: Visit, number: string, next: FactKey | null, answered: boolean): View[] {
  const t = chatTexts(visit.locale)
  const said = answered ? t.facts.saved : t.facts.skipped
  if (next === null) return [view(said)]
  const asked = factView(number, next, t)
  return [{ html: `${said} ${asked.html}`, buttons: asked.buttons }]
}

/** The last words belong to another ticket, or to a new one. */
export async function move(visit: Visit, outboundId: string, number: string | null) {
  const to = await moveWords(visit.ctx, { outboundId, number })
  // A new ticket is acknowledged with its ID by itself.
  if (number === null) return []
  const t = chatTexts(visit.locale).focus
  return [view(t.moved(`<b>${formatTicketNumber(to.number)}</b>`, escapeHtml(to.subject)))]
}

export async function split(visit: Visit, { number }: ActionOf<'split'>): Promise<View[]> {
  const t = chatTexts(visit.locale).split
  const tickets = await splitTicket(visit.ctx, { number })
  const lines = tickets.map(
    (ticket) => `<b>${formatTicketNumber(ticket.number)}</b> ${escapeHtml(ticket.subject)}`,
  )
  return [view(`${t.done}\n${lines.join('\n')}`)]
}

export async function keepTogether(visit: Visit, { number }: ActionOf<'keep'>): Promise<View[]> {
  await findOwnTicket(visit.ctx, number)
  return [view(chatTexts(visit.locale).split.kept)]
}
