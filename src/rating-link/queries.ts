import { and, eq } from 'drizzle-orm'
import type { Database } from '../../db/client.ts'
import { rating, ticket } from '../../db/schema/tickets.ts'
import type { RatingTarget } from './rating-token.ts'

/** What the bearer of a rating link may see: no conversation, no name. */
export type RatingPage = {
  ticketId: string
  number: string
  subject: string
  locale: typeof ticket.$inferSelect.locale
  requesterId: string
  state: 'open_for_rating' | 'reopened' | 'outdated'
  given: { score: number; comment: string } | null
}

export async function ratingPage(db: Database, target: RatingTarget): Promise<RatingPage | null> {
  const [row] = await db
    .select({
      ticketId: ticket.id,
      number: ticket.number,
      subject: ticket.subject,
      locale: ticket.locale,
      requesterId: ticket.requesterId,
      status: ticket.status,
      cycle: ticket.cycle,
      score: rating.score,
      comment: rating.comment,
    })
    .from(ticket)
    .leftJoin(rating, and(eq(rating.ticketId, ticket.id), eq(rating.cycle, target.cycle)))
    .where(eq(ticket.id, target.ticketId))
  if (!row) return null
  const { status, cycle, score, comment, ...page } = row
  const ended = status === 'resolved' || status === 'closed' || status === 'refused'
  return {
    ...page,
    state: !ended ? 'reopened' : cycle === target.cycle ? 'open_for_rating' : 'outdated',
    given: score === null ? null : { score, comment: comment ?? '' },
  }
}
