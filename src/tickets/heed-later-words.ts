import { and, asc, desc, eq, gt, lte } from 'drizzle-orm'
import type { Transaction } from '../../db/client.ts'
import { identity } from '../../db/schema/people.ts'
import { message, ticket, triageRecord } from '../../db/schema/tickets.ts'
import { appendAudit } from '../audit.ts'
import { reportFromTicket } from '../compromise/report-from-ticket.ts'
import { type Ctx, inTx, requireSystem } from '../context.ts'
import { automaticMailToAll } from '../delivery/automatic-mail.ts'
import { queueOutbound } from '../delivery/queue-outbound.ts'
import { refreshDeadlines } from '../sla/refresh-deadlines.ts'
import { triageContext } from '../triage/client-context.ts'
import { type LaterReading, laterEngine, readLater } from '../triage/later-words.ts'
import { triageOffline } from '../triage/offline.ts'
import type { TriageResult } from '../triage/types.ts'
import { applyContext } from '../triage/with-context.ts'
import { currentWordLists } from '../triage/word-lists.ts'
import { brakeMail } from './brake-mail.ts'
import { requireTicketForUpdate, type Ticket } from './load-ticket.ts'
import { notifyTicketChanged } from './write-message.ts'

/** Messages this close are read as one: people tell a story in pieces. */
const burstMs = 3 * 60_000

/**
 * Reads what a client writes after the acknowledgement (agreement 7.3): a compromise told late is one all the
 * same, a doubt becomes a question to him, anything else that changes the picture waits for a person.
 */
export async function heedLaterWords(ctx: Ctx, input: { messageId: string }): Promise<void> {
  requireSystem(ctx)
  const [said] = await ctx.db
    .select({ message, ticket })
    .from(message)
    .innerJoin(ticket, eq(ticket.id, message.ticketId))
    .where(and(eq(message.id, input.messageId), eq(message.author, 'client')))
  if (!said) return
  const text = await burstUpTo(ctx, said.message)
  const result = applyContext(
    triageOffline({ text, channel: said.ticket.channel }, await currentWordLists(ctx.db)),
    await triageContext(ctx.db, said.ticket, ctx.now()),
  )
  const mailsToAll = await automaticMailToAll(ctx.db, ctx.now())
  await inTx(ctx, async (tx) => {
    const current = await requireTicketForUpdate(tx, said.ticket.id)
    const doubtOpen = await isDoubtOpen(tx, current.id)
    const reading = readLater(current, result, said.message.body, doubtOpen)
    if (reading.kind === 'nothing' || (await isKnown(tx, current.id, result))) return
    await tx.insert(triageRecord).values({
      id: ctx.newId(),
      ticketId: current.id,
      engine: laterEngine,
      engineVersion: result.version,
      result,
      createdAt: ctx.now(),
    })
    if (reading.kind === 'compromise') {
      await raiseCompromise(ctx, tx, current, result, reading, said.message.createdAt)
    } else {
      await tx.update(ticket).set({ needsTriageCheck: true }).where(eq(ticket.id, current.id))
      if (reading.kind === 'ask') await askClient(ctx, tx, current, mailsToAll)
    }
    await notifyTicketChanged(tx, current.id)
  })
}

async function burstUpTo(ctx: Ctx, last: typeof message.$inferSelect): Promise<string> {
  const rows = await ctx.db
    .select({ body: message.body })
    .from(message)
    .where(
      and(
        eq(message.ticketId, last.ticketId),
        eq(message.author, 'client'),
        lte(message.createdAt, last.createdAt),
        gt(message.createdAt, new Date(last.createdAt.getTime() - burstMs)),
      ),
    )
    .orderBy(asc(message.createdAt), asc(message.id))
  return [...new Set([...rows.map(({ body }) => body), last.body])].join('\n')
}

async function recordsOf(tx: Transaction, ticketId: string) {
  return tx
    .select()
    .from(triageRecord)
    .where(eq(triageRecord.ticketId, ticketId))
    .orderBy(desc(triageRecord.createdAt), desc(triageRecord.id))
}

/** The client has been asked about a compromise, and nobody has decided since. */
async function isDoubtOpen(tx: Transaction, ticketId: string): Promise<boolean> {
  const [newest] = await recordsOf(tx, ticketId)
  if (!newest || newest.staffId !== null) return false
  return (newest.result as TriageResult).evidence.some(({ rule }) => rule === 'compromise_doubt')
}

/** The same suggestion waits for a person already. */
async function isKnown(tx: Transaction, ticketId: string, result: TriageResult): Promise<boolean> {
  const [newest] = await recordsOf(tx, ticketId)
  if (newest?.engine !== laterEngine) return false
  const { intent, priority } = newest.result as TriageResult
  return (
    intent === result.intent && priority === result.priority && !(await isDoubtOpen(tx, ticketId))
  )
}

async function raiseCompromise(
  ctx: Ctx,
  tx: Transaction,
  current: Ticket,
  result: TriageResult,
  reading: LaterReading & { kind: 'compromise' },
  saidAt: Date,
): Promise<void> {
  const { intent, answersDoubt } = reading
  const [raised] = await tx
    .update(ticket)
    .set({ intent, priority: 'critical', category: 'security', updatedAt: ctx.now() })
    .where(eq(ticket.id, current.id))
    .returning()
  await appendAudit(ctx, tx, {
    chain: `ticket:${current.id}`,
    action: 'ticket.triage_changed',
    data: { priority: 'critical', intent, by: answersDoubt ? 'client' : 'later_words' },
  })
  const sure = await refreshDeadlines(ctx, tx, raised ?? current)
  // A yes is about the first words, and counts from their receipt (7.5); other words count from their own.
  await reportFromTicket(
    ctx,
    tx,
    sure,
    answersDoubt
      ? { intent, evidence: [{ field: 'intent', rule: 'client_declared' }] }
      : { intent, evidence: result.evidence },
    answersDoubt ? undefined : saidAt,
  )
}

async function askClient(
  ctx: Ctx,
  tx: Transaction,
  current: Ticket,
  mailsToAll: number,
): Promise<void> {
  const [to] = await tx.select().from(identity).where(eq(identity.id, current.identityId))
  if (!to) return
  if (to.channel === 'email') {
    const about = { ticketId: current.id, mailsToAll, joinsBurst: false }
    // Held back, the question would come too late: staff see the doubt at once.
    if ((await brakeMail(ctx, tx, to, about)).action === 'hold') return
  }
  await queueOutbound(ctx, tx, {
    channel: to.channel,
    address: to.address,
    locale: current.locale,
    kind: 'doubt',
    ticketId: current.id,
    model: { number: current.number, subject: current.subject },
  })
}
