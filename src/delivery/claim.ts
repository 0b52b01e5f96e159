import { eq, sql } from 'drizzle-orm'
import type { Transaction } from '../../db/client.ts'
import { jsonRows } from '../../db/json-rows.ts'
import { messageRef, message as messageTable } from '../../db/schema/tickets.ts'
import { outbound } from '../../db/schema/transport.ts'
import { type Ctx, inTx } from '../context.ts'
import { inGroups } from '../in-groups.ts'

export type OutboundRow = typeof outbound.$inferSelect
/** Outside names of a ticket's messages, oldest first, in the channel of the row. */
export type ThreadEntry = { ref: string; messageId: string | null; fromClient: boolean }
export type Claimed = { row: OutboundRow; thread: ThreadEntry[] }

/** Not sent yet and its time has not come; thrown so that the queue calls again and successors wait. */
class NotYet extends Error {}

/** Marks a row as being sent, with its thread; null when there is nothing to send. @throws NotYet */
export async function claimOutbound(ctx: Ctx, id: string): Promise<Claimed | null> {
  return (await claimInGroup(ctx, id)) ?? (await explainRefusal(ctx, id))
}

const claimInGroup = inGroups<string, Claimed | null>(
  (ctx, ids) => inTx(ctx, (tx) => claimAll(ctx, tx, ids)),
  (id) => id,
)

async function claimAll(ctx: Ctx, tx: Transaction, ids: string[]): Promise<(Claimed | null)[]> {
  const { source } = jsonRows(
    outbound,
    ['id'],
    ids.map((id) => ({ id })),
  )
  const rows = await tx
    .update(outbound)
    .set({
      state: 'sending',
      attempts: sql`${outbound.attempts} + 1`,
      // It was being sent already: whoever sent it died before telling us how it ended.
      uncertain: sql`${outbound.uncertain} + (${outbound.state} = 'sending')::integer`,
    })
    .where(
      sql`${outbound.id} in (select given.id from ${source})
          and (${outbound.state} = 'queued' or ${outbound.state} = 'sending' and ${outbound.uncertain} < 1)
          and (${outbound.notBefore} is null or ${outbound.notBefore} <= ${ctx.now().toISOString()}::timestamptz)`,
    )
    .returning()
  const threads = await threadsOf(tx, rows)
  return ids.map((id) => {
    const row = rows.find((one) => one.id === id)
    return row ? { row, thread: threads(row) } : null
  })
}

async function threadsOf(
  tx: Transaction,
  rows: OutboundRow[],
): Promise<(row: OutboundRow) => ThreadEntry[]> {
  const ids = [...new Set(rows.flatMap(({ ticketId }) => ticketId ?? []))]
  if (ids.length === 0) return () => []
  const { source } = jsonRows(
    messageRef,
    ['ticketId'],
    ids.map((ticketId) => ({ ticketId })),
  )
  const entries = await tx
    .select({
      ticketId: messageRef.ticketId,
      channel: messageRef.channel,
      ref: messageRef.ref,
      messageId: messageRef.messageId,
      fromClient: sql<boolean>`coalesce(${messageTable.author} = 'client', false)`,
    })
    .from(messageRef)
    .leftJoin(messageTable, eq(messageTable.id, messageRef.messageId))
    .where(sql`${messageRef.ticketId} in (select given.ticket_id from ${source})`)
    .orderBy(messageRef.createdAt)
  const byTicket = Map.groupBy(entries, (entry) => `${entry.channel} ${entry.ticketId}`)
  return (row) => byTicket.get(`${row.channel} ${row.ticketId}`) ?? []
}

/** Sent, dead, held or gone: nothing to do. Not yet: thrown. Unknown twice: dead, a person looks. */
async function explainRefusal(ctx: Ctx, id: string): Promise<null> {
  return inTx(ctx, async (tx) => {
    const [row] = await tx.select().from(outbound).where(eq(outbound.id, id)).for('update')
    if (row?.state === 'queued' && row.notBefore !== null && row.notBefore > ctx.now()) {
      throw new NotYet('not before its time')
    }
    if (row?.state === 'sending' && row.uncertain >= 1) {
      await tx
        .update(outbound)
        .set({ state: 'dead', lastError: 'outcome unknown twice' })
        .where(eq(outbound.id, id))
    }
    return null
  })
}
