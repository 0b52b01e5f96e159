import { and, eq } from 'drizzle-orm'
import { z } from 'zod'
import { faqAlias } from '../../db/schema/catalogue.ts'
import { appendAudit } from '../audit.ts'
import { type Ctx, deskRoles, inTx, requireStaff } from '../context.ts'
import { maskPersonalData } from '../text/mask.ts'
import { forgetFaq } from './current-index.ts'
import { requireArticleForUpdate } from './save-article.ts'

export const KeepQuestionInput = z.object({
  slug: z.string(),
  text: z.string().trim().min(3, 'textMissing').max(500, 'articleTooLong'),
})
export type KeepQuestionInput = z.input<typeof KeepQuestionInput>

/** A question in clients' words that an article answers: the search finds it from now on. */
export async function keepQuestion(ctx: Ctx, input: KeepQuestionInput): Promise<void> {
  requireStaff(ctx, deskRoles)
  const { slug, text } = KeepQuestionInput.parse(input)
  await inTx(ctx, async (tx) => {
    await requireArticleForUpdate(tx, slug)
    const kept = await tx
      .insert(faqAlias)
      .values({ id: ctx.newId(), slug, text: maskPersonalData(text).text, createdAt: ctx.now() })
      .onConflictDoNothing()
      .returning({ id: faqAlias.id })
    if (kept.length === 0) return
    await appendAudit(ctx, tx, { chain: `faq:${slug}`, action: 'faq.question_kept' })
  })
  forgetFaq(ctx.db)
}

/** Takes a question away from an article that does not answer it after all. */
export async function dropQuestion(ctx: Ctx, input: { slug: string; id: string }): Promise<void> {
  requireStaff(ctx, deskRoles)
  const id = z.uuid().parse(input.id)
  await inTx(ctx, async (tx) => {
    await requireArticleForUpdate(tx, input.slug)
    const dropped = await tx
      .delete(faqAlias)
      .where(and(eq(faqAlias.slug, input.slug), eq(faqAlias.id, id)))
      .returning({ id: faqAlias.id })
    if (dropped.length === 0) return
    await appendAudit(ctx, tx, { chain: `faq:${input.slug}`, action: 'faq.question_dropped' })
  })
  forgetFaq(ctx.db)
}
