import { asc, sql } from 'drizzle-orm'
import { platformEvent } from '../../db/schema/platform.ts'
import type { Ctx } from '../context.ts'
import { DomainError } from '../errors.ts'
import { type PlatformEventView, viewEvents } from './event-view.ts'

/** Transaction and place within it of the last event seen. */
const shape = /^(\d{1,19})\.(\d{1,19})$/

export type FeedPage = { events: PlatformEventView[]; next: string; more: boolean }

/**
 * Events after a cursor, oldest first; without one from the beginning. A page ends where a running
 * transaction may still add something, so that a reader who keeps `next` misses nothing.
 */
export async function changeFeed(
  ctx: Pick<Ctx, 'db' | 'vault'>,
  { after, limit }: { after: string; limit: number },
): Promise<FeedPage> {
  const [, txid, seq] = shape.exec(after) ?? []
  if (after !== '' && (txid === undefined || seq === undefined)) {
    throw new DomainError('invalid', 'cursorMalformed')
  }
  const rows = await ctx.db
    .select()
    .from(platformEvent)
    .where(
      sql`(${platformEvent.txid}, ${platformEvent.seq}) > (${txid ?? '0'}::bigint, ${seq ?? '0'}::bigint)
        and ${platformEvent.txid} < pg_snapshot_xmin(pg_current_snapshot())::text::bigint`,
    )
    .orderBy(asc(platformEvent.txid), asc(platformEvent.seq))
    .limit(limit + 1)
  const page = rows.slice(0, limit)
  const last = page.at(-1)
  return {
    events: await viewEvents(ctx, page),
    next: last ? `${last.txid}.${last.seq}` : after,
    more: rows.length > limit,
  }
}
