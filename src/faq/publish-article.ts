import { and, eq } from 'drizzle-orm'
import { z } from 'zod'
import { faqArticle } from '../../db/schema/catalogue.ts'
import { faqArticleVersion } from '../../db/schema/faq.ts'
import { appendAudit } from '../audit.ts'
import { type Ctx, inTx, requireStaff, type StaffRole } from '../context.ts'
import { DomainError } from '../errors.ts'
import { rights } from '../rights.ts'
import { forgetFaq } from './current-index.ts'
import { requireArticleForUpdate } from './save-article.ts'

/** Who lets clients read a wording. */
export const publishRoles: readonly StaffRole[] = rights['faq.publish']

export const PublishArticleInput = z.object({
  slug: z.string(),
  version: z.coerce.number().int().min(1),
})
export type PublishArticleInput = z.input<typeof PublishArticleInput>

/** Lets clients read a version, also an older one again; the search follows by itself. */
export async function publishArticle(ctx: Ctx, input: PublishArticleInput): Promise<void> {
  requireStaff(ctx, publishRoles)
  const { slug, version } = PublishArticleInput.parse(input)
  await inTx(ctx, async (tx) => {
    await requireArticleForUpdate(tx, slug)
    const which = and(eq(faqArticleVersion.slug, slug), eq(faqArticleVersion.version, version))
    const [row] = await tx
      .update(faqArticleVersion)
      .set({ publishedAt: ctx.now() })
      .where(which)
      .returning()
    if (!row) throw new DomainError('not_found', 'articleNotFound')
    const { product, titleRu, titleKk, answerRu, answerKk, keywords } = row
    await tx
      .update(faqArticle)
      .set({
        ...{ product, titleRu, titleKk, answerRu, answerKk, keywords },
        version,
        published: true,
        updatedAt: ctx.now(),
      })
      .where(eq(faqArticle.slug, slug))
    await appendAudit(ctx, tx, {
      chain: `faq:${slug}`,
      action: 'faq.article_published',
      data: { version },
    })
  })
  forgetFaq(ctx.db)
}

/** Takes an article away from clients and from the search; its wordings stay. */
export async function withdrawArticle(ctx: Ctx, input: { slug: string }): Promise<void> {
  requireStaff(ctx, publishRoles)
  await inTx(ctx, async (tx) => {
    const row = await requireArticleForUpdate(tx, input.slug)
    if (!row.published) return
    await tx
      .update(faqArticle)
      .set({ published: false, updatedAt: ctx.now() })
      .where(eq(faqArticle.slug, row.slug))
    await appendAudit(ctx, tx, { chain: `faq:${row.slug}`, action: 'faq.article_withdrawn' })
  })
  forgetFaq(ctx.db)
}
