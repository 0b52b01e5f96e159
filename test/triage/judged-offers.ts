import { faqAlias, faqArticle } from '../../db/schema/catalogue.ts'
import { faqOffer } from '../../db/schema/chat.ts'
import { ticket } from '../../db/schema/tickets.ts'
import type { Ctx } from '../../src/context.ts'
import { buildTicket } from '../admin/desk.ts'

/**
 * So many tickets called as an article is, offered it, and judged: every other one was helped. The search knows
 * titles and answers alone then, which makes it quick to build.
 */
export async function judgedOffers(ctx: Ctx, n: number): Promise<void> {
  const { db } = ctx
  await db.delete(faqAlias)
  const [article] = await db.select().from(faqArticle).limit(1)
  if (!article) throw new Error('no article')
  await buildTicket(ctx, { subject: article.titleRu })
  const [made] = await db.select().from(ticket).orderBy(ticket.id).limit(1)
  if (!made) throw new Error('no ticket')
  const { queueRank: _, ...row } = made
  const copies = Array.from({ length: n }, (__, at) => ({
    ...row,
    id: ctx.newId(),
    number: String(700_000_000 + at),
    subject: article.titleRu,
  }))
  await db.insert(ticket).values(copies)
  const when = { shownAt: ctx.now(), answeredAt: ctx.now() }
  await db.insert(faqOffer).values(
    copies.map(({ id }, at) => ({
      ...{ ticketId: id, slug: article.slug, position: 0, ...when },
      outcome: at % 2 === 0 ? ('helped' as const) : ('not_helped' as const),
    })),
  )
}
