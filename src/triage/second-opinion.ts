import { and, asc, eq, isNull } from 'drizzle-orm'
import type { Transaction } from '../../db/client.ts'
import { contact } from '../../db/schema/people.ts'
import { message, ticket, triageRecord } from '../../db/schema/tickets.ts'
import { appendAudit } from '../audit.ts'
import { type Ctx, inTx, requireSystem } from '../context.ts'
import { enqueue } from '../jobs/enqueue.ts'
import { refreshDeadlines } from '../sla/refresh-deadlines.ts'
import { requireTicketForUpdate, type Ticket } from '../tickets/load-ticket.ts'
import { isOpen } from '../tickets/status.ts'
import { notifyTicketChanged } from '../tickets/write-message.ts'
import { triageContext } from './client-context.ts'
import type { ModelTriage } from './llm.ts'
import { needsCheck } from './sureness.ts'
import type { TriageResult } from './types.ts'
import { applyContext } from './with-context.ts'

/** Asks for the model's word on a ticket whose offline answer and acknowledgement stand already. */
export async function queueSecondOpinion(ctx: Ctx, input: { ticketId: string }): Promise<void> {
  requireSystem(ctx)
  await inTx(ctx, async (tx) => {
    const current = await requireTicketForUpdate(tx, input.ticketId)
    if (current.acknowledgedAt === null || (await newest(tx, current.id)).model) return
    await enqueue(ctx, tx, 'model-triage', { ticketId: current.id })
  })
}

/**
 * Stores the model's classification beside the offline one and lets it count, unless a person has decided
 * or a rule forbids. On any trouble nothing changes: the offline answer stands.
 */
export async function giveSecondOpinion(
  ctx: Ctx,
  ask: ModelTriage,
  input: { ticketId: string },
): Promise<void> {
  requireSystem(ctx)
  const [before] = await ctx.db.select().from(ticket).where(eq(ticket.id, input.ticketId))
  const records = await newest(ctx.db, input.ticketId)
  if (!before || !records.offline || records.model || records.person || !isOpen(before.status))
    return
  const offline = records.offline.result as TriageResult
  const { result, trouble } = await ask(
    {
      text: await firstWords(ctx, before.id),
      channel: before.channel,
      ...(before.channel === 'email' ? { subject: before.subject } : {}),
    },
    offline,
    await namesOf(ctx, before),
  )
  if (trouble !== undefined) {
    ctx.log.info({ ticketId: before.id, trouble }, 'offline triage stands')
    return
  }
  const known = await triageContext(ctx.db, before, ctx.now())
  await inTx(ctx, (tx) => apply(ctx, tx, before.id, applyContext(result, known)))
}

async function apply(
  ctx: Ctx,
  tx: Transaction,
  ticketId: string,
  result: TriageResult,
): Promise<void> {
  const current = await requireTicketForUpdate(tx, ticketId)
  const records = await newest(tx, current.id)
  if (records.model) return
  await tx.insert(triageRecord).values({
    id: ctx.newId(),
    ticketId: current.id,
    engine: result.engine,
    engineVersion: result.version,
    result,
    createdAt: ctx.now(),
  })
  if (records.person || !isOpen(current.status)) return
  const { intent, priority, complexity, category } = result
  const [row] = await tx
    .update(ticket)
    .set({
      intent,
      priority,
      complexity,
      category,
      needsTriageCheck: needsCheck(result),
      updatedAt: ctx.now(),
    })
    .where(eq(ticket.id, current.id))
    .returning()
  await appendAudit(ctx, tx, {
    chain: `ticket:${current.id}`,
    action: 'ticket.classified',
    data: { priority, complexity, intent, engine: result.engine, version: result.version },
  })
  await notifyTicketChanged(tx, current.id)
  await refreshDeadlines(ctx, tx, row ?? current)
}

async function newest(db: Pick<Transaction, 'select'>, ticketId: string) {
  const rows = await db
    .select()
    .from(triageRecord)
    .where(eq(triageRecord.ticketId, ticketId))
    .orderBy(asc(triageRecord.createdAt), asc(triageRecord.id))
  return {
    offline: rows.find((row) => row.engine === 'offline'),
    model: rows.findLast((row) => row.engine === 'model'),
    person: rows.findLast((row) => row.staffId !== null),
  }
}

async function firstWords(ctx: Ctx, ticketId: string): Promise<string> {
  const rows = await ctx.db
    .select({ body: message.body })
    .from(message)
    .where(
      and(eq(message.ticketId, ticketId), eq(message.author, 'client'), isNull(message.staffId)),
    )
    .orderBy(asc(message.createdAt), asc(message.id))
  return [...new Set(rows.map((row) => row.body))].join('\n')
}

/** Names of the person who writes, to be masked besides what has a shape (5.4.3). */
async function namesOf(ctx: Ctx, current: Ticket): Promise<string[]> {
  const [who] = await ctx.db
    .select({ name: contact.name })
    .from(contact)
    .where(eq(contact.id, current.requesterId))
  return (who?.name ?? '').split(/\s+/).filter((part) => /^\p{L}{3,}$/u.test(part))
}
