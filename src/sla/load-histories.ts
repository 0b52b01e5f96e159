import { asc, sql } from 'drizzle-orm'
import type { Database, Transaction } from '../../db/client.ts'
import { auditEvent } from '../../db/schema/audit.ts'
import type { Link } from '../audit.ts'
import { slaEvents } from './ticket-history.ts'
import type { SlaEvent } from './timeline.ts'

/** What has happened to a ticket, and the link of its chain that a next one follows. */
export type LoadedHistory = { events: SlaEvent[]; last: Link | 'new' }

/** The histories of many tickets in one read, by ticket id. */
export async function loadHistories(
  db: Pick<Database | Transaction, 'select'>,
  ticketIds: string[],
): Promise<Map<string, LoadedHistory>> {
  const histories = new Map<string, LoadedHistory>(
    ticketIds.map((id) => [id, { events: [], last: 'new' }]),
  )
  if (ticketIds.length === 0) return histories
  const rows = await db
    .select({
      chain: auditEvent.chain,
      seq: auditEvent.seq,
      hash: auditEvent.hash,
      at: auditEvent.at,
      action: auditEvent.action,
      data: auditEvent.data,
    })
    .from(auditEvent)
    // One parameter whatever the number: a statement that is planned once.
    .where(
      sql`${auditEvent.chain} = any(string_to_array(${ticketIds.map((id) => `ticket:${id}`).join(',')}, ','))`,
    )
    .orderBy(asc(auditEvent.chain), asc(auditEvent.seq))
  for (const { chain, seq, hash, at, action, data } of rows) {
    const history = histories.get(chain.slice('ticket:'.length))
    if (!history) continue
    history.events.push(...slaEvents(at, action, data))
    history.last = { seq, hash }
  }
  return histories
}
