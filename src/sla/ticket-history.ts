import { asc, sql } from 'drizzle-orm'
import { z } from 'zod'
import type { Database, Transaction } from '../../db/client.ts'
import { jsonRows } from '../../db/json-rows.ts'
import { auditEvent } from '../../db/schema/audit.ts'
import { priorities, ticketStatuses } from '../../db/schema/tickets.ts'
import { together } from '../together.ts'
import type { SlaEvent } from './timeline.ts'

const Data = z.object({
  priority: z.enum(priorities).optional(),
  receivedAt: z.iso.datetime().optional(),
  from: z.enum(ticketStatuses).optional(),
  to: z.enum(ticketStatuses).optional(),
  cycle: z.number().optional(),
  breachedAt: z.iso.datetime().optional(),
})

type Reader = Pick<Database | Transaction, 'select'>

/** The audit log of a ticket as the history its time limits are computed from. */
export async function ticketHistory(db: Reader, ticketId: string): Promise<SlaEvent[]> {
  return historyOf(await ticketLinks(db, ticketId))
}

/** The links themselves, for a caller that adds to them. */
export const ticketLinks = together(async (db: Reader, ticketIds: string[]) => {
  const chains = ticketIds.map((id) => ({ chain: `ticket:${id}` }))
  const { source } = jsonRows(auditEvent, ['chain'], chains)
  const rows = await db
    .select({
      chain: auditEvent.chain,
      seq: auditEvent.seq,
      at: auditEvent.at,
      action: auditEvent.action,
      data: auditEvent.data,
      hash: auditEvent.hash,
    })
    .from(auditEvent)
    .where(sql`${auditEvent.chain} in (select given.chain from ${source})`)
    .orderBy(asc(auditEvent.seq))
  const byChain = Map.groupBy(rows, ({ chain }) => chain)
  return chains.map(({ chain }) => byChain.get(chain) ?? [])
})

type Said = Pick<typeof auditEvent.$inferSelect, 'at' | 'action' | 'data'>

export function historyOf(links: readonly Said[]): SlaEvent[] {
  return links.flatMap((link) => slaEvents(link.at, link.action, link.data))
}

/** What one audit link means for the clock; most links mean nothing. */
export function slaEvents(at: Date, action: string, data: unknown): SlaEvent[] {
  const { priority, receivedAt, from, to, breachedAt } = Data.parse(data)
  const moved: SlaEvent[] =
    to !== undefined && to !== from ? [{ at, kind: 'status', status: to }] : []
  switch (action) {
    case 'ticket.opened':
      return [
        { at: receivedAt ? new Date(receivedAt) : at, kind: 'opened', priority: priority ?? 'low' },
      ]
    case 'ticket.classified':
    case 'ticket.triage_changed':
      return priority ? [{ at, kind: 'priority', priority }] : []
    case 'ticket.client_wrote':
      return [{ at, kind: 'client_replied' }, ...moved]
    case 'ticket.answered':
      return [{ at, kind: 'first_response' }, ...moved]
    case 'ticket.question_sent':
      return [{ at, kind: 'first_response' }, { at, kind: 'question_sent' }, ...moved]
    case 'ticket.client_reopened':
    case 'ticket.staff_reopened':
      return [{ at, kind: 'reopened' }, ...moved]
    case 'ticket.breached':
      return [{ at, kind: 'breach_recorded', breachedAt: breachedAt ? new Date(breachedAt) : at }]
    default:
      return moved
  }
}
