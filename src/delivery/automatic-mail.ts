import { and, eq, gt, isNotNull, sql } from 'drizzle-orm'
import type { Database, Transaction } from '../../db/client.ts'
import { outbound } from '../../db/schema/transport.ts'
import { brakes, longestWindowMinutes } from './mail-brakes.ts'

/** Written out so that the partial indexes apply. */
const automatic = sql`${outbound.channel} = 'email' and ${outbound.kind} in ('acknowledgement', 'acknowledged_together', 'files', 'doubt', 'faq_answer')`
const left = sql`${outbound.state} not in ('held', 'bundled')`

/** Released late, it counts from its release. */
const leftAt = sql<Date>`coalesce(${outbound.notBefore}, ${outbound.createdAt})`.mapWith(
  outbound.createdAt,
)

/** When automatic mail left for an address within the longest window of the brakes, and about which ticket. */
export async function automaticMailTo(
  tx: Transaction,
  address: string,
  now: Date,
): Promise<{ at: Date; ticketId: string | null }[]> {
  const from = new Date(now.getTime() - longestWindowMinutes * 60_000)
  return tx
    .select({ at: leftAt, ticketId: outbound.ticketId })
    .from(outbound)
    .where(and(eq(outbound.address, address), automatic, left, gt(outbound.createdAt, from)))
}

/** How long another process may still see an old count. */
const freshMs = 5000
const counted = new WeakMap<Database, { readAt: number; count: Promise<number> }>()

/** Automatic mail to anybody within the window of the global brake; counted once in five seconds. */
export function automaticMailToAll(db: Database, now: Date): Promise<number> {
  const last = counted.get(db)
  if (last && performance.now() - last.readAt < freshMs) return last.count
  const from = new Date(now.getTime() - brakes.all.minutes * 60_000)
  const count = db
    .select({ count: sql<number>`count(*)::int` })
    .from(outbound)
    .where(and(automatic, left, gt(outbound.createdAt, from)))
    .then(([row]) => row?.count ?? 0)
  counted.set(db, { readAt: performance.now(), count })
  count.catch(() => counted.delete(db))
  return count
}

/** The acknowledgements of a sender that wait for their time; those that wait for a person have none. */
export function heldFor(address: string) {
  return and(
    eq(outbound.address, address),
    sql`${outbound.state} = 'held'`,
    isNotNull(outbound.notBefore),
  )
}

export async function acknowledgementWaits(tx: Transaction, address: string): Promise<boolean> {
  const [row] = await tx.select({ id: outbound.id }).from(outbound).where(heldFor(address)).limit(1)
  return row !== undefined
}
