import { z } from 'zod'
import { announcement, announcementKinds } from '../../db/schema/announcements.ts'
import { appendAudit } from '../audit.ts'
import { type Ctx, inTx } from '../context.ts'
import { requireRight } from '../rights.ts'
import { parseLocal } from '../sla/astana-time.ts'
import { forgetNews } from './current-news.ts'
import { tellSubscribers } from './tell-subscribers.ts'

const words = (limit: number) => z.string().trim().max(limit, 'textTooLong')
const needed = (limit: number, missing: string) => words(limit).min(1, missing)

/** A time without an offset is Astana time, as the panel's fields give it. */
export const astanaMoment = z.string().transform((text, check) => {
  const at = parseLocal(text)
  if (at) return at
  check.addIssue({ code: 'custom', message: 'momentMalformed' })
  return z.NEVER
})

const openEnd = z.union([z.literal('').transform(() => null), astanaMoment]).default(null)

export const PublishAnnouncementInput = z
  .object({
    kind: z.enum(announcementKinds),
    products: z.array(z.string()).default([]),
    startsAt: astanaMoment,
    endsAt: openEnd,
    titleRu: needed(200, 'titleMissing'),
    titleKk: words(200).default(''),
    titleEn: words(200).default(''),
    textRu: needed(5000, 'emptyText'),
    textKk: words(5000).default(''),
    textEn: words(5000).default(''),
    /** Write to whoever has subscribed, too. */
    tell: z.boolean().default(true),
  })
  .refine(({ startsAt, endsAt }) => endsAt === null || endsAt > startsAt, {
    path: ['endsAt'],
    message: 'endBeforeStart',
  })
export type PublishAnnouncementInput = z.input<typeof PublishAnnouncementInput>

/** Publishes works or changed hours on the status page, in the bot and in acknowledgements (Annex 1, section 5). */
export async function publishAnnouncement(
  ctx: Ctx,
  input: PublishAnnouncementInput,
): Promise<string> {
  const { staffId } = requireRight(ctx, 'incidents.write')
  const { tell, ...given } = PublishAnnouncementInput.parse(input)
  const id = ctx.newId()
  await inTx(ctx, async (tx) => {
    const [row] = await tx
      .insert(announcement)
      .values({
        id,
        ...given,
        publishedAt: ctx.now(),
        createdBy: staffId,
        updatedAt: ctx.now(),
      })
      .returning()
    if (row && tell) await tellSubscribers(ctx, tx, row, { id, change: 'published' })
    await appendAudit(
      ctx,
      tx,
      {
        chain: `announcement:${id}`,
        action: 'announcement.published',
        data: {
          kind: given.kind,
          startsAt: given.startsAt.toISOString(),
          endsAt: given.endsAt?.toISOString() ?? null,
        },
      },
      'new',
    )
  })
  forgetNews(ctx.db)
  return id
}
