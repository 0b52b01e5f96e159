import { eq } from 'drizzle-orm'
import { z } from 'zod'
import { announcement } from '../../db/schema/announcements.ts'
import { appendAudit } from '../audit.ts'
import { type Ctx, inTx } from '../context.ts'
import { DomainError } from '../errors.ts'
import { requireRight } from '../rights.ts'
import { forgetNews } from './current-news.ts'
import { astanaMoment } from './publish-announcement.ts'
import { tellSubscribers } from './tell-subscribers.ts'

export const ChangeAnnouncementInput = z.discriminatedUnion('change', [
  /** Works take longer, or their end becomes known. */
  z.object({ change: z.literal('move_end'), id: z.uuid(), endsAt: astanaMoment }),
  z.object({ change: z.literal('finish'), id: z.uuid() }),
  z.object({ change: z.literal('withdraw'), id: z.uuid() }),
])
export type ChangeAnnouncementInput = z.input<typeof ChangeAnnouncementInput>

/** Extends, ends or withdraws what was published; the history keeps it. */
export async function changeAnnouncement(ctx: Ctx, input: ChangeAnnouncementInput): Promise<void> {
  requireRight(ctx, 'incidents.write')
  const given = ChangeAnnouncementInput.parse(input)
  await inTx(ctx, async (tx) => {
    const [row] = await tx
      .select()
      .from(announcement)
      .where(eq(announcement.id, given.id))
      .for('update')
    if (!row) throw new DomainError('not_found', 'announcementNotFound')
    const now = ctx.now()
    const over = row.withdrawnAt !== null || (row.endsAt !== null && row.endsAt <= now)
    if (over && given.change !== 'move_end')
      throw new DomainError('precondition', 'announcementOver')
    const endsAt =
      given.change === 'move_end' ? given.endsAt : given.change === 'finish' ? now : null
    if (endsAt !== null && endsAt <= row.startsAt)
      throw new DomainError('invalid', 'endBeforeStart')
    const [changed] = await tx
      .update(announcement)
      .set(endsAt === null ? { withdrawnAt: now, updatedAt: now } : { endsAt, updatedAt: now })
      .where(eq(announcement.id, given.id))
      .returning()
    if (changed) await tellSubscribers(ctx, tx, changed, { id: ctx.newId(), change: given.change })
    await appendAudit(ctx, tx, {
      chain: `announcement:${given.id}`,
      action: `announcement.${given.change}`,
      data: {
        oldEndsAt: row.endsAt?.toISOString() ?? null,
        newEndsAt: endsAt?.toISOString() ?? null,
      },
    })
  })
  forgetNews(ctx.db)
}
