import { asc, inArray } from 'drizzle-orm'
import type { Database, Transaction } from '../../db/client.ts'
import { auditEvent } from '../../db/schema/audit.ts'
import { slaEvents } from './ticket-history.ts'
import type { SlaEvent } from './timeline.ts'

/** The histories of many tickets in one read, by ticket id. */
export async function loadHistories(
  db: Pick<Database | Transaction, 'select'>,
  ticketIds: string[],
): Promise<Map<string, SlaEvent[]>> {
  const histories = new Map<string, SlaEvent[]>(ticketIds.map((id) => [id, []]))
  if (ticketIds.length === 0) return histories
  const rows = await db
    .select({
      chain: auditEvent.chain,
      at: auditEvent.at,
      action: auditEvent.action,
      data: auditEvent.data,
    })
    .from(auditEvent)
    .where(
      inArray(
        auditEvent.chain,
        ticketIds.map((id) => `ticket:${id}`),
      ),
    )
    .orderBy(asc(auditEvent.chain), asc(auditEvent.seq))
  for (const row of rows) {
    const id = row.chain.slice('ticket:'.length)
    histories.get(id)?.push(...slaEvents(row.at, row.action, row.data))
  }
  return histories
}
