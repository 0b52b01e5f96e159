import { and, desc, eq, inArray } from 'drizzle-orm'
import type { Transaction } from '../../db/client.ts'
import { compromiseCase, compromiseReport } from '../../db/schema/compromise.ts'
import { ticket } from '../../db/schema/tickets.ts'
import { inbound } from '../../db/schema/transport.ts'
import { appendAudit } from '../audit.ts'
import type { Ctx } from '../context.ts'
import { compromiseWords } from '../i18n/compromise.ru.ts'
import { refreshDeadlines } from '../sla/refresh-deadlines.ts'
import { appendClientMessage } from '../tickets/append-client-message.ts'
import { requireTicketForUpdate, type Ticket } from '../tickets/load-ticket.ts'
import { openTicket } from '../tickets/open-ticket.ts'
import type { OneReport } from './report-compromise.ts'

/**
 * The reporter's own ticket: the one his words came in, the one of his earlier report of the same compromise,
 * or a new one. Nobody sees another reporter's words.
 */
export async function ticketOfReport(
  ctx: Ctx,
  tx: Transaction,
  { given, reporter, subject, original }: OneReport,
): Promise<Ticket> {
  if (given.ticketId !== null) return requireTicketForUpdate(tx, given.ticketId)
  const words = {
    sender: reporter,
    channel: given.channel,
    body: given.happened || compromiseWords.subject[given.kind],
    receivedAt: given.receivedAt,
    quietMs: 0,
    inboundId: original.inboundId,
  }
  const [earlier] = await tx
    .select({ ticketId: compromiseReport.ticketId })
    .from(compromiseReport)
    .innerJoin(compromiseCase, eq(compromiseCase.id, compromiseReport.caseId))
    .where(
      and(
        eq(compromiseReport.identityId, reporter.id),
        eq(compromiseCase.subjectKey, subject.key),
        inArray(compromiseCase.state, ['open', 'suspended']),
      ),
    )
    .orderBy(desc(compromiseReport.createdAt))
    .limit(1)
  if (earlier) {
    const current = await requireTicketForUpdate(tx, earlier.ticketId)
    const { ticket: appended } = await appendClientMessage(ctx, tx, current, words)
    await noticed(ctx, tx, appended.id)
    return appended
  }
  const opened = await openTicket(ctx, tx, {
    ...words,
    locale: given.locale,
    subject: compromiseWords.subject[given.kind],
    because: 'compromise_report',
  })
  await tx
    .update(inbound)
    .set({ ticketId: opened.ticket.id })
    .where(eq(inbound.id, original.inboundId))
  return classified(ctx, tx, opened.ticket, given.kind === 'access')
}

/** Said by the form, not guessed by an engine; the 24 hours of the case run beside the ticket's own limit. */
async function classified(
  ctx: Ctx,
  tx: Transaction,
  { id }: Ticket,
  access: boolean,
): Promise<Ticket> {
  const said = {
    intent: access ? ('access_compromise' as const) : ('key_compromise' as const),
    priority: 'critical' as const,
    complexity: 'medium' as const,
    category: 'security',
  }
  const [row] = await tx
    .update(ticket)
    .set({ ...said, acknowledgedAt: ctx.now(), noticedAt: ctx.now(), updatedAt: ctx.now() })
    .where(eq(ticket.id, id))
    .returning()
  if (!row) throw new Error('ticket vanished')
  await appendAudit(ctx, tx, {
    chain: `ticket:${id}`,
    action: 'ticket.classified',
    data: { ...said, engine: 'report', version: '1' },
  })
  return refreshDeadlines(ctx, tx, row)
}

/** The answer to the report is the notice of it: no second word of where the message went. */
async function noticed(ctx: Ctx, tx: Transaction, ticketId: string): Promise<void> {
  await tx.update(ticket).set({ noticedAt: ctx.now() }).where(eq(ticket.id, ticketId))
}
