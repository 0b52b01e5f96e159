import { type SQL, sql } from 'drizzle-orm'
import type { Database } from '../../db/client.ts'
import { keyOf, ofCycle, ofTicket, within } from './grouping.ts'
import type { Figures } from './measures.ts'
import type { Period } from './period.ts'

/** Figures of one kind by group; `total` is computed over all of them, not added up. */
export type Counted = { groups: Map<string, Partial<Figures>>; total: Partial<Figures> }

/** `facts` selects `key` and what `figures` sums up. */
async function grouped(db: Database, figures: SQL, facts: SQL): Promise<Counted> {
  const rows = await db.execute<Partial<Figures> & { key: string | null; all: number }>(sql`
    select key, grouping(key) as all, ${figures} from (${facts}) facts group by grouping sets ((key), ())`)
  const counted: Counted = { groups: new Map(), total: {} }
  for (const { key, all, ...figures } of rows) {
    if (all === 1) counted.total = figures
    else counted.groups.set(key ?? '', figures)
  }
  return counted
}

export function countReceived(db: Database, period: Period) {
  const at = sql`t.received_at`
  return grouped(
    db,
    sql`count(*)::int as received`,
    sql`select ${keyOf(period, { at, ...ofTicket })} as key from ticket t where ${within(at, period)}`,
  )
}

/** Net of the pauses, which are listed beside (Annex 1, 3.8; R94). */
export function countEnded(db: Database, period: Period) {
  const at = sql`tc.stopped_at`
  return grouped(
    db,
    sql`count(*)::int as ended,
      count(*) filter (where breached_at is null)::int as kept,
      case when count(*) = 0 then null else json_build_object(
        'p50', percentile_disc(0.5) within group (order by net_ms),
        'p90', percentile_disc(0.9) within group (order by net_ms),
        'p95', percentile_disc(0.95) within group (order by net_ms)) end as net,
      coalesce(sum(net_ms), 0)::float8 as "netMs",
      coalesce(sum(waiting_ms), 0)::float8 as "waitingMs",
      coalesce(sum(suspended_ms), 0)::float8 as "suspendedMs",
      coalesce(sum(development_ms), 0)::float8 as "developmentMs"`,
    sql`select ${keyOf(period, { at, ...ofCycle })} as key, tc.breached_at, tc.net_ms, tc.waiting_ms,
        tc.suspended_ms, tc.development_ms
      from ticket_cycle tc join ticket t on t.id = tc.ticket_id
      where ${within(at, period)} and tc.outcome <> 'merged'`,
  )
}

export function countAnswered(db: Database, period: Period) {
  const at = sql`tc.first_response_at`
  return grouped(
    db,
    sql`count(*)::int as answered,
      count(late)::int as "answeredWithGoal",
      count(*) filter (where not late)::int as "answeredInGoal",
      case when count(*) = 0 then null else json_build_object(
        'p50', percentile_disc(0.5) within group (order by ms),
        'p90', percentile_disc(0.9) within group (order by ms)) end as "firstAnswer"`,
    sql`select ${keyOf(period, { at, ...ofCycle })} as key, tc.first_response_ms as ms,
        tc.first_response_late as late
      from ticket_cycle tc join ticket t on t.id = tc.ticket_id where ${within(at, period)}`,
  )
}

export function countReopened(db: Database, period: Period) {
  const at = sql`tc.started_at`
  return grouped(
    db,
    sql`count(*)::int as reopened`,
    sql`select ${keyOf(period, { at, ...ofCycle })} as key
      from ticket_cycle tc join ticket t on t.id = tc.ticket_id
      where tc.cycle > 1 and ${within(at, period)}`,
  )
}

export function countRatings(db: Database, period: Period) {
  const at = sql`r.created_at`
  return grouped(
    db,
    sql`count(*)::int as rated, coalesce(sum(score), 0)::int as "ratingSum"`,
    sql`select ${keyOf(period, { at, ...ofCycle })} as key, r.score
      from rating r join ticket t on t.id = r.ticket_id
      join ticket_cycle tc on tc.ticket_id = r.ticket_id and tc.cycle = r.cycle
      where ${within(at, period)}`,
  )
}

/** Annex 1, 3.4: each use is an entry of the audit log. */
export function countOutOfTurn(db: Database, period: Period) {
  const at = sql`e.at`
  return grouped(
    db,
    sql`count(*)::int as "outOfTurn"`,
    sql`select ${keyOf(period, { at, ...ofTicket })} as key
      from audit_event e join ticket t on t.id = substr(e.chain, 8)::uuid
      where e.action = 'ticket.put_out_of_turn' and ${within(at, period)}`,
  )
}
