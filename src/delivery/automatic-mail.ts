import { and, eq, gt, isNotNull, sql } from 'drizzle-orm'
import type { Database, Transaction } from '../../db/client.ts'
import { jsonRows } from '../../db/json-rows.ts'
import { outbound } from '../../db/schema/transport.ts'
import { together } from '../together.ts'
import { brakes, longestWindowMinutes } from './mail-brakes.ts'

/** Written out so that the partial indexes apply. */
const automatic = sql`${outbound.channel} = 'email' and ${outbound.kind} in ('acknowledgement', 'acknowledged_together', 'files', 'doubt', 'faq_answer')`
const left = sql`${outbound.state} not in ('held', 'bundled')`

/** Released late, it counts from its release. */
const leftAt = sql<Date>`coalesce(${outbound.notBefore}, ${outbound.createdAt})`.mapWith(
  outbound.createdAt,
)

/** When automatic mail left for an address within the longest window of the brakes, and about which ticket. */
export function automaticMailTo(
  tx: Transaction,
  address: string,
  now: Date,
): Promise<{ at: Date; ticketId: string | null }[]> {
  return automaticMail(tx, { address, now })
}

const automaticMail = together(async (tx, asked: { address: string; now: Date }[]) => {
  const [first] = asked
  const from = new Date((first?.now.getTime() ?? 0) - longestWindowMinutes * 60_000)
  const rows = await tx
    .select({ address: outbound.address, at: leftAt, ticketId: outbound.ticketId })
    .from(outbound)
    .where(
      and(
        isOneOf(asked.map(({ address }) => address)),
        automatic,
        left,
        gt(outbound.createdAt, from),
      ),
    )
  const byAddress = Map.groupBy(rows, ({ address }) => address)
  return asked.map(({ address }) => byAddress.get(address) ?? [])
})

function isOneOf(addresses: string[]) {
  const { source } = jsonRows(
    outbound,
    ['address'],
    addresses.map((address) => ({ address })),
  )
  return sql`${outbound.address} in (select given.address from ${source})`
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
  return and(eq(outbound.address, address), waits)
}

const waits = and(sql`${outbound.state} = 'held'`, isNotNull(outbound.notBefore))

export const acknowledgementWaits = together(async (tx, addresses: string[]) => {
  const rows = await tx
    .selectDistinct({ address: outbound.address })
    .from(outbound)
    .where(and(isOneOf(addresses), waits))
  const found = new Set(rows.map(({ address }) => address))
  return addresses.map((address) => found.has(address))
})
