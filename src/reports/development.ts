import { sql } from 'drizzle-orm'
import type { Database } from '../../db/client.ts'

const dayMs = 24 * 3_600_000
/** Days after which a ticket counts as older; the last age is open. */
export const developmentAges = [7, 30, 90] as const

export type Ageing = {
  /** One more than `developmentAges`: younger than the first, …, older than the last. */
  counts: number[]
  oldest: { number: string; reference: string | null; since: Date }[]
}

/** What lies with the developers now, by calendar time since it was last sent there (3.6, R90). */
export async function developmentAgeing(db: Database, now: Date): Promise<Ageing> {
  const rows = await db.execute<{ number: string; reference: string | null; ms: number }>(sql`
    select t.number, t.dev_reference as reference, extract(epoch from coalesce(
      (select max(e.at) from audit_event e
        where e.chain = 'ticket:' || t.id and e.action = 'ticket.sent_to_development'),
      t.received_at))::float8 * 1000 as ms
    from ticket t where t.status = 'in_development'
    order by ms, t.number`)
  const counts = [...developmentAges.map(() => 0), 0]
  for (const { ms } of rows) {
    const days = (now.getTime() - ms) / dayMs
    const at = developmentAges.filter((age) => days >= age).length
    counts[at] = (counts[at] ?? 0) + 1
  }
  const oldest = rows
    .slice(0, 10)
    .map(({ number, reference, ms }) => ({ number, reference, since: new Date(ms) }))
  return { counts, oldest }
}
