import { and, desc, eq, gte, inArray, notExists, sql } from 'drizzle-orm'
import type { Database } from '../../db/client.ts'
import { faqOffer } from '../../db/schema/chat.ts'
import { ticket } from '../../db/schema/tickets.ts'
import { tokenise } from '../text/tokens.ts'

export type Gap = {
  /** The newest question of the group, as the ticket is called. */
  subject: string
  tickets: { number: string; subject: string }[]
}

const looked = 400
const likeFrom = 0.34

/** Questions that no article answered, the like ones together, the largest group first. */
export async function faqGaps(db: Database, since: Date): Promise<Gap[]> {
  const rows = await db
    .select({ number: ticket.number, subject: ticket.subject })
    .from(ticket)
    .where(
      and(
        gte(ticket.receivedAt, since),
        inArray(ticket.intent, ['consultation', 'billing']),
        notExists(
          db
            .select({ one: sql`1` })
            .from(faqOffer)
            .where(and(eq(faqOffer.ticketId, ticket.id), eq(faqOffer.outcome, 'helped'))),
        ),
        notExists(
          db
            .select({ one: sql`1` })
            .from(faqOffer)
            .where(and(eq(faqOffer.ticketId, ticket.id), eq(faqOffer.outcome, 'shown'))),
        ),
      ),
    )
    .orderBy(desc(ticket.receivedAt))
    .limit(looked)
  return groupAlike(rows)
}

/** Each joins the first group whose head it resembles (shared stems over all stems). */
export function groupAlike(rows: readonly { number: string; subject: string }[]): Gap[] {
  const groups: { stems: Set<string>; gap: Gap }[] = []
  for (const row of rows) {
    const stems = new Set(
      tokenise(row.subject).flatMap(({ stem }) => (stem.length > 2 ? [stem] : [])),
    )
    const home = groups.find((group) => likeness(group.stems, stems) >= likeFrom)
    if (home) home.gap.tickets.push(row)
    else groups.push({ stems, gap: { subject: row.subject, tickets: [row] } })
  }
  return groups.map(({ gap }) => gap).toSorted((a, b) => b.tickets.length - a.tickets.length)
}

function likeness(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  const shared = a.intersection(b).size
  const all = a.union(b).size
  return all === 0 ? 0 : shared / all
}
