import { desc, eq } from 'drizzle-orm'
import { z } from 'zod'
import type { Transaction } from '../../db/client.ts'
import { faqArticle } from '../../db/schema/catalogue.ts'
import { faqArticleVersion } from '../../db/schema/faq.ts'
import { appendAudit } from '../audit.ts'
import { type Ctx, deskRoles, inTx, requireStaff } from '../context.ts'
import { DomainError } from '../errors.ts'

const line = z.string().trim().min(1, 'textMissing').max(300, 'articleTooLong')
const body = z.string().trim().min(1, 'textMissing').max(8000, 'articleTooLong')
const optional = (of: z.ZodString) =>
  z
    .union([z.literal(''), of])
    .default('')
    .transform((text) => (text === '' ? null : text))

export const SaveArticleInput = z
  .object({
    slug: z
      .string()
      .trim()
      .regex(/^[a-z0-9]+(?:-[a-z0-9]+)*$/, 'slugMalformed')
      .max(80, 'slugMalformed'),
    /** A new article must not take the place of an old one. */
    isNew: z.boolean().default(false),
    product: z.string().trim().min(1, 'textMissing').max(60, 'articleTooLong'),
    titleRu: line,
    titleKk: optional(line),
    answerRu: body,
    answerKk: optional(body),
    keywords: z
      .string()
      .max(1000, 'articleTooLong')
      .default('')
      .transform((text) => [
        ...new Set(
          text
            .split(/[,\n]/)
            .map((word) => word.trim())
            .filter((word) => word !== ''),
        ),
      ]),
    /** `YYYY-MM-DD`, or empty. */
    reviewAt: z
      .union([z.literal(''), z.iso.date('dateMalformed')])
      .default('')
      .transform((day) => (day === '' ? null : new Date(`${day}T00:00:00+05:00`))),
  })
  .refine((input) => (input.titleKk === null) === (input.answerKk === null), {
    path: ['answerKk'],
    message: 'kazakhHalf',
  })
export type SaveArticleInput = z.input<typeof SaveArticleInput>

/** Keeps a wording as the next version; clients go on reading the published one until it is published. */
export async function saveArticle(
  ctx: Ctx,
  input: SaveArticleInput,
): Promise<{ slug: string; version: number }> {
  const actor = requireStaff(ctx, deskRoles)
  const { slug, isNew, reviewAt, ...wording } = SaveArticleInput.parse(input)
  return inTx(ctx, async (tx) => {
    const current = await lockOrCreate(ctx, tx, slug, isNew, wording)
    const version = current.created ? 1 : (await newestVersion(tx, current.row)) + 1
    await tx.insert(faqArticleVersion).values({
      slug,
      version,
      ...wording,
      staffId: actor.staffId,
      createdAt: ctx.now(),
    })
    await tx
      .update(faqArticle)
      .set({ reviewAt, ownerId: current.row.ownerId ?? actor.staffId })
      .where(eq(faqArticle.slug, slug))
    await appendAudit(ctx, tx, {
      chain: `faq:${slug}`,
      action: 'faq.article_saved',
      data: { version },
    })
    return { slug, version }
  })
}

type Wording = Pick<
  typeof faqArticle.$inferInsert,
  'product' | 'titleRu' | 'titleKk' | 'answerRu' | 'answerKk' | 'keywords'
>

async function lockOrCreate(
  ctx: Ctx,
  tx: Transaction,
  slug: string,
  isNew: boolean,
  wording: Wording,
) {
  if (!isNew) return { row: await requireArticleForUpdate(tx, slug), created: false }
  const position = await tx.$count(faqArticle)
  const [row] = await tx
    .insert(faqArticle)
    .values({ slug, ...wording, position, published: false, updatedAt: ctx.now() })
    .onConflictDoNothing()
    .returning()
  if (!row) throw new DomainError('conflict', 'slugTaken')
  return { row, created: true }
}

/** @throws DomainError `not_found` */
export async function requireArticleForUpdate(
  tx: Transaction,
  slug: string,
): Promise<typeof faqArticle.$inferSelect> {
  const [row] = await tx.select().from(faqArticle).where(eq(faqArticle.slug, slug)).for('update')
  if (!row) throw new DomainError('not_found', 'articleNotFound')
  return row
}

/** An article that came with the product has no version yet: what clients read becomes the first one. */
async function newestVersion(
  tx: Transaction,
  row: typeof faqArticle.$inferSelect,
): Promise<number> {
  const [newest] = await tx
    .select({ version: faqArticleVersion.version })
    .from(faqArticleVersion)
    .where(eq(faqArticleVersion.slug, row.slug))
    .orderBy(desc(faqArticleVersion.version))
    .limit(1)
  if (newest) return newest.version
  const { slug, version, product, titleRu, titleKk, answerRu, answerKk, keywords } = row
  await tx.insert(faqArticleVersion).values({
    slug,
    version,
    product,
    titleRu,
    titleKk,
    answerRu,
    answerKk,
    keywords,
    createdAt: row.updatedAt,
    publishedAt: row.published ? row.updatedAt : null,
  })
  return version
}
