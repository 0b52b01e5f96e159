import { and, eq } from 'drizzle-orm'
import { z } from 'zod'
import type { Transaction } from '../../db/client.ts'
import { faqOffer } from '../../db/schema/chat.ts'
import { appendAudit } from '../audit.ts'
import { type Ctx, inTx } from '../context.ts'
import { isWorkingTime, nextWorkingMoment } from '../sla/business-time.ts'
import { currentCalendar } from '../sla/current-rules.ts'
import { changeStatus } from '../tickets/change-status.ts'
import type { Ticket } from '../tickets/load-ticket.ts'
import { isOpen } from '../tickets/status.ts'
import { isCompromise } from '../triage/policy.ts'
import { askNextFact } from './answer-fact.ts'
import type { FactKey } from './fact-questions.ts'
import { requireOwnForUpdate } from './own-ticket.ts'

export const AnswerFaqOfferInput = z.object({ number: z.string(), helped: z.boolean() })
export type AnswerFaqOfferInput = z.infer<typeof AnswerFaqOfferInput>

export type Handover = { dueAt: Date | null; resumesAt: Date | null; question: FactKey | null }
export type FaqOfferOutcome =
  | { outcome: 'solved'; number: string; cycle: number }
  | ({ outcome: 'handed_over'; number: string } & Handover)

/**
 * The client says whether the offered answers helped. Help ends the ticket, except what must be seen by a person
 * (Annex 1, 1.2, 3.2); else it goes to a specialist, with the time the calendar gives.
 */
export async function answerFaqOffer(
  ctx: Ctx,
  input: AnswerFaqOfferInput,
): Promise<FaqOfferOutcome> {
  const { number, helped } = AnswerFaqOfferInput.parse(input)
  return inTx(ctx, async (tx) => {
    const current = await requireOwnForUpdate(ctx, tx, number)
    await tx
      .update(faqOffer)
      .set({ outcome: helped ? 'helped' : 'not_helped', answeredAt: ctx.now() })
      .where(and(eq(faqOffer.ticketId, current.id), eq(faqOffer.outcome, 'shown')))
    await appendAudit(ctx, tx, {
      chain: `ticket:${current.id}`,
      action: helped ? 'faq.helped' : 'faq.not_helped',
    })
    if (helped && mayEndByItself(current)) {
      const solved = await changeStatus(ctx, tx, current, 'client_helped')
      return { outcome: 'solved', number: solved.number, cycle: solved.cycle }
    }
    return { outcome: 'handed_over', number: current.number, ...(await handover(ctx, tx, current)) }
  })
}

/** Compromise and outages stay open until a person has seen to them. */
export function mayEndByItself(current: Ticket): boolean {
  return isOpen(current.status) && !isCompromise(current.intent) && current.priority !== 'critical'
}

/** When a person goes on, and the one question that helps him. */
async function handover(ctx: Ctx, tx: Transaction, current: Ticket): Promise<Handover> {
  const calendar = await currentCalendar(tx)
  const nowMs = ctx.now().getTime()
  return {
    dueAt: current.needsTriageCheck ? null : current.dueAt,
    resumesAt: isWorkingTime(calendar, nowMs) ? null : new Date(nextWorkingMoment(calendar, nowMs)),
    question: await askNextFact(ctx, tx, current),
  }
}
