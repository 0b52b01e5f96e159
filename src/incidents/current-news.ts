import { and, eq, gt, isNull, lte, or } from 'drizzle-orm'
import type { Database, Transaction } from '../../db/client.ts'
import { announcement } from '../../db/schema/announcements.ts'
import { incident } from '../../db/schema/incidents.ts'
import type { Ctx } from '../context.ts'
import type { Announcement } from './queries.ts'

type Reader = Pick<Database | Transaction, 'select'>

export type Incident = typeof incident.$inferSelect

/** What an acknowledgement may have to mention: confirmed incidents, and works that are on or near. */
type News = { readAt: number; incidents: Incident[]; works: Announcement[] }

const freshMs = 2000
/** Works are read so far ahead that a kept list cannot miss their beginning. */
const aheadMs = 60_000

const known = new WeakMap<Database, News>()

/** Read once in two seconds, on the caller's connection; whoever acts on an incident looks at it again under its lock. */
export async function currentNews(ctx: Ctx, db: Reader = ctx.db): Promise<Omit<News, 'readAt'>> {
  const now = ctx.now().getTime()
  const last = known.get(ctx.db)
  const fresh = last !== undefined && now >= last.readAt && now - last.readAt < freshMs
  const news = fresh ? last : await readNews(ctx, db)
  if (!fresh) known.set(ctx.db, news)
  return { ...news, works: news.works.filter((works) => works.startsAt.getTime() <= now) }
}

/** After a change of one's own: the next reader sees it at once. */
export function forgetNews(db: Database): void {
  known.delete(db)
}

async function readNews(ctx: Ctx, db: Reader): Promise<News> {
  const now = ctx.now()
  const incidents = await db
    .select()
    .from(incident)
    .where(eq(incident.state, 'confirmed'))
    .orderBy(incident.confirmedAt, incident.id)
  const works = await db
    .select()
    .from(announcement)
    .where(
      and(
        isNull(announcement.withdrawnAt),
        lte(announcement.startsAt, new Date(now.getTime() + aheadMs)),
        or(isNull(announcement.endsAt), gt(announcement.endsAt, now)),
      ),
    )
    .orderBy(announcement.startsAt, announcement.id)
  return { readAt: now.getTime(), incidents, works }
}
