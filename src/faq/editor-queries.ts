import { asc, desc, eq, max, sql } from 'drizzle-orm'
import type { Database } from '../../db/client.ts'
import { faqAlias, faqArticle } from '../../db/schema/catalogue.ts'
import { faqArticleVersion } from '../../db/schema/faq.ts'
import { staff } from '../../db/schema/people.ts'

export type ArticleLine = {
  slug: string
  product: string
  titleRu: string
  hasKazakh: boolean
  published: boolean
  version: number
  /** Highest version kept; above `version` a draft waits. */
  newest: number
  owner: string | null
  reviewAt: Date | null
  questions: number
}

/** Every article, drafts too, in the order of the site. */
export async function articleList(db: Database): Promise<ArticleLine[]> {
  const versions = db
    .select({ slug: faqArticleVersion.slug, newest: max(faqArticleVersion.version).as('newest') })
    .from(faqArticleVersion)
    .groupBy(faqArticleVersion.slug)
    .as('versions')
  const rows = await db
    .select({
      slug: faqArticle.slug,
      product: faqArticle.product,
      titleRu: faqArticle.titleRu,
      hasKazakh: sql<boolean>`${faqArticle.answerKk} is not null`,
      published: faqArticle.published,
      version: faqArticle.version,
      newest: versions.newest,
      owner: staff.name,
      reviewAt: faqArticle.reviewAt,
      questions: sql<number>`(select count(*)::int from ${faqAlias} where ${faqAlias.slug} = ${faqArticle.slug})`,
    })
    .from(faqArticle)
    .leftJoin(versions, eq(versions.slug, faqArticle.slug))
    .leftJoin(staff, eq(staff.id, faqArticle.ownerId))
    .orderBy(asc(faqArticle.position), asc(faqArticle.slug))
  return rows.map((row) => ({ ...row, newest: row.newest ?? row.version }))
}

export type ArticlePage = {
  article: typeof faqArticle.$inferSelect
  /** Newest first; empty while nobody has edited the article. */
  versions: (typeof faqArticleVersion.$inferSelect & { author: string | null })[]
  questions: (typeof faqAlias.$inferSelect)[]
}

const questionsShown = 60

export async function articlePage(db: Database, slug: string): Promise<ArticlePage | null> {
  const [article] = await db.select().from(faqArticle).where(eq(faqArticle.slug, slug))
  if (!article) return null
  const versions = await db
    .select({ row: faqArticleVersion, author: staff.name })
    .from(faqArticleVersion)
    .leftJoin(staff, eq(staff.id, faqArticleVersion.staffId))
    .where(eq(faqArticleVersion.slug, slug))
    .orderBy(desc(faqArticleVersion.version))
  const questions = await db
    .select()
    .from(faqAlias)
    .where(eq(faqAlias.slug, slug))
    .orderBy(desc(faqAlias.createdAt), asc(faqAlias.text))
    .limit(questionsShown)
  return { article, versions: versions.map(({ row, author }) => ({ ...row, author })), questions }
}
