import { sql } from 'drizzle-orm'
import type { Database } from '../../db/client.ts'
import { openStatusList } from '../tickets/open-tickets.ts'
import { keyOf, ofTicket } from './grouping.ts'
import { isSpan, type Period } from './period.ts'

/**
 * Tickets open at the end of each bucket, or at the end of the period by group: what is open now, without
 * what has come since and with what has ended since. The end of a bucket that lies ahead is now, and a
 * bucket that has not begun has none.
 */
export async function countBacklog(
  db: Database,
  period: Period,
  now: Date,
): Promise<{ groups: Map<string, number>; total: number | null }> {
  const facts = { at: sql`moved.at`, ...ofTicket }
  const byTime = isSpan(period.by)
  const since = byTime ? (period.buckets[0]?.to ?? period.end) : period.end
  // One bucket more: what has moved since the period.
  const rest = { date: '', from: period.end, to: period.end }
  const key = keyOf({ ...period, buckets: [...period.buckets, rest] }, facts)
  const moves = await db.execute<{ key: string; n: number }>(sql`
    select ${key} as key, sum(moved.step)::int as n
    from (
      select id as ticket_id, received_at as at, 1 as step from ticket
        where received_at >= ${since.toISOString()}::timestamptz
      union all select ticket_id, started_at, 1 from ticket_cycle
        where cycle > 1 and started_at >= ${since.toISOString()}::timestamptz
      union all select ticket_id, stopped_at, -1 from ticket_cycle
        where stopped_at >= ${since.toISOString()}::timestamptz
    ) moved join ticket t on t.id = moved.ticket_id
    group by 1`)
  const here = await db.execute<{ key: string; n: number }>(sql`
    select ${byTime ? sql`''` : key} as key, count(*)::int as n
    from (select t.*, t.received_at as at from ticket t where t.status in ${openStatusList}) t
    group by 1`)
  return byTime ? alongTime(period, now, here, moves) : byGroup(period, now, here, moves)
}

type Counts = readonly { key: string; n: number }[]

/** From now back: what moved within a bucket was not yet so at the end of the one before. */
function alongTime(period: Period, now: Date, here: Counts, moves: Counts) {
  const groups = new Map<string, number>()
  const moved = new Map(moves.map(({ key, n }) => [Number(key), n]))
  const last = period.buckets.length
  let open = here.reduce((sum, { n }) => sum + n, 0) - (moved.get(last + 1) ?? 0)
  for (let at = last; at >= 1; at -= 1) {
    const begun = (period.buckets[at - 1]?.from ?? now) < now
    if (begun) groups.set(String(at), open)
    open -= moved.get(at) ?? 0
  }
  const [latest] = groups.values()
  return { groups, total: latest ?? null }
}

function byGroup(period: Period, now: Date, here: Counts, moves: Counts) {
  const groups = new Map(here.map(({ key, n }) => [key, n]))
  for (const { key, n } of moves) groups.set(key, (groups.get(key) ?? 0) - n)
  if (period.start >= now) return { groups: new Map<string, number>(), total: null }
  return { groups, total: [...groups.values()].reduce((sum, n) => sum + n, 0) }
}
