import { and, asc, desc, gt, isNull, lte, or } from 'drizzle-orm'
import type { Database } from '../../db/client.ts'
import { announcement } from '../../db/schema/announcements.ts'

export type Announcement = typeof announcement.$inferSelect

/** What goes on now, what is to come, and what is over, as the status page shows it. */
export type StatusBoard = { now: Announcement[]; coming: Announcement[]; past: Announcement[] }

const aheadMs = 60 * 24 * 3_600_000

export async function statusBoard(db: Database, now: Date, pastLimit = 20): Promise<StatusBoard> {
  const notOver = or(isNull(announcement.endsAt), gt(announcement.endsAt, now))
  const live = await db
    .select()
    .from(announcement)
    .where(
      and(
        isNull(announcement.withdrawnAt),
        notOver,
        lte(announcement.startsAt, new Date(now.getTime() + aheadMs)),
      ),
    )
    .orderBy(asc(announcement.startsAt), asc(announcement.id))
  const past = await db
    .select()
    .from(announcement)
    .where(and(isNull(announcement.withdrawnAt), lte(announcement.endsAt, now)))
    .orderBy(desc(announcement.endsAt), desc(announcement.id))
    .limit(pastLimit)
  return {
    now: live.filter((one) => one.startsAt <= now),
    coming: live.filter((one) => one.startsAt > now),
    past,
  }
}

/** Works under way: for the hint in acknowledgements and the bot (R35). */
export async function runningWorks(
  db: Pick<Database, 'select'>,
  now: Date,
): Promise<Announcement[]> {
  return db
    .select()
    .from(announcement)
    .where(
      and(
        isNull(announcement.withdrawnAt),
        lte(announcement.startsAt, now),
        or(isNull(announcement.endsAt), gt(announcement.endsAt, now)),
      ),
    )
    .orderBy(desc(announcement.startsAt))
    .limit(5)
}
