import { sql } from 'drizzle-orm'
import type { Database } from '../../db/client.ts'
import { triageRecord } from '../../db/schema/tickets.ts'

/** How often staff turned `engine` into `person`; equal values are confirmations. */
export type Turn = { engine: string; person: string; n: number }

export type TriageQuality = {
  /** Tickets that the engine classified, and those of them that a person judged as well. */
  classified: number
  judged: number
  priority: Turn[]
  intent: Turn[]
  complexity: Turn[]
}

/** The engine's first word against the last word of a person, for tickets of the period. */
export async function triageQuality(db: Database, since: Date): Promise<TriageQuality> {
  const from = since.toISOString()
  const [totals] = await db.execute<{ classified: number; judged: number }>(sql`
    select count(distinct ticket_id) filter (where staff_id is null)::int as classified,
      count(distinct ticket_id) filter (where staff_id is not null)::int as judged
    from ${triageRecord} where created_at >= ${from}::timestamptz`)
  const turns = (field: 'priority' | 'intent' | 'complexity') =>
    db.execute<Turn>(sql`
      with said as (
        select distinct on (ticket_id) ticket_id, result->>${field} as value from ${triageRecord}
        where staff_id is null and created_at >= ${from}::timestamptz
        order by ticket_id, created_at, id
      ), judged as (
        select distinct on (ticket_id) ticket_id, result->>${field} as value from ${triageRecord}
        where staff_id is not null order by ticket_id, created_at desc, id desc
      )
      select said.value as engine, judged.value as person, count(*)::int as n
      from said join judged using (ticket_id) group by 1, 2 order by 1, 2`)
  return {
    classified: totals?.classified ?? 0,
    judged: totals?.judged ?? 0,
    priority: [...(await turns('priority'))],
    intent: [...(await turns('intent'))],
    complexity: [...(await turns('complexity'))],
  }
}
