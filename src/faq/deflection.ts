import { sql } from 'drizzle-orm'
import type { Database } from '../../db/client.ts'
import { faqOffer } from '../../db/schema/chat.ts'
import { message, ticket } from '../../db/schema/tickets.ts'

/** What came of the tickets that were shown answers. Never added up: silence is not help. */
export type Deflection = {
  offered: number
  /** The client said that it helped, and did not come back within seven days. */
  confirmed: number
  /** Neither he nor staff said anything more. */
  silent: number
  /** It was confirmed or silent, and he opened another ticket within seven days. */
  cameBack: number
  /** Staff answered. */
  handedOver: number
}

/** Tickets with an offer since `since`, each in exactly one of the four kinds. */
export async function deflection(db: Database, since: Date): Promise<Deflection> {
  const rows = await db.execute<{ kind: string; n: number }>(sql`
    with offered as (
      select ${faqOffer.ticketId} as id, min(${faqOffer.shownAt}) as shown,
        bool_or(${faqOffer.outcome} = 'helped') as helped
      from ${faqOffer} where ${faqOffer.shownAt} >= ${since.toISOString()}::timestamptz
      group by ${faqOffer.ticketId}
    ), seen as (
      select offered.*,
        exists (select 1 from ${message} m where m.ticket_id = offered.id
          and m.author = 'staff' and not m.internal) as answered,
        exists (select 1 from ${ticket} later join ${ticket} own on own.id = offered.id
          where later.requester_id = own.requester_id and later.id <> own.id
          and later.received_at > own.received_at
          and later.received_at <= offered.shown + interval '7 days') as returned
      from offered
    )
    select case when answered then 'handedOver' when returned then 'cameBack'
      when helped then 'confirmed' else 'silent' end as kind, count(*)::int as n
    from seen group by 1`)
  const count = (kind: string): number => rows.find((row) => row.kind === kind)?.n ?? 0
  return {
    offered: rows.reduce((sum, row) => sum + row.n, 0),
    confirmed: count('confirmed'),
    silent: count('silent'),
    cameBack: count('cameBack'),
    handedOver: count('handedOver'),
  }
}
