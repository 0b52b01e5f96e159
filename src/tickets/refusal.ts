import { and, eq, ne } from 'drizzle-orm'
import { z } from 'zod'
import type { Transaction } from '../../db/client.ts'
import { auditEvent } from '../../db/schema/audit.ts'
import { compromiseCase } from '../../db/schema/compromise.ts'
import { DomainError } from '../errors.ts'
import type { Ticket } from './load-ticket.ts'

/** The grounds of Annex 1, 4.6; no other one lets us suspend or refuse support. */
export const refusalReasons = [
  'insufficient_info',
  'needs_dev_or_diagnostics',
  'out_of_scope',
  'incorrect_or_unconstructive',
  'profanity_or_insult',
] as const
export type RefusalReason = (typeof refusalReasons)[number]

/** What both decisions need: the ticket, one of the five grounds, and the words for this client. */
export const RefusalInput = z.object({
  ticketId: z.uuid(),
  reason: z.enum(refusalReasons, 'reasonMissing'),
  text: z.string().trim().max(4000, 'textTooLong').default(''),
})
export type RefusalInput = z.input<typeof RefusalInput>

/** True for reports that are handled by section 7, whatever words they are written in (R107). */
export function isCompromise({ intent }: Pick<Ticket, 'intent'>): boolean {
  return intent === 'key_compromise' || intent === 'access_compromise'
}

/** @throws DomainError `precondition` for a compromise report, or missing information that nobody asked for */
export async function requireRefusable(
  tx: Transaction,
  current: Ticket,
  reason: RefusalReason,
): Promise<void> {
  if (isCompromise(current) || (await hasCase(tx, current.id))) {
    throw new DomainError('precondition', 'compromiseNeverRefused')
  }
  if (reason !== 'insufficient_info') return
  const [asked] = await tx
    .select({ id: auditEvent.id })
    .from(auditEvent)
    .where(
      and(
        eq(auditEvent.chain, `ticket:${current.id}`),
        eq(auditEvent.action, 'ticket.question_sent'),
      ),
    )
    .limit(1)
  if (!asked) throw new DomainError('precondition', 'askFirst')
}

/** A report stays one, whatever its ticket is classified as afterwards, unless it was declined. */
async function hasCase(tx: Transaction, ticketId: string): Promise<boolean> {
  const [row] = await tx
    .select({ id: compromiseCase.id })
    .from(compromiseCase)
    .where(and(eq(compromiseCase.ticketId, ticketId), ne(compromiseCase.state, 'declined')))
    .limit(1)
  return row !== undefined
}
