import { and, asc, eq } from 'drizzle-orm'
import type { Database } from '../../db/client.ts'
import { faqArticle } from '../../db/schema/catalogue.ts'
import { currentFaq } from './current-index.ts'
import { searchFaq } from './offline-search.ts'

export type HelpArticle = {
  slug: string
  product: string
  titleRu: string
  titleKk: string | null
  answerRu: string
  answerKk: string | null
  updatedAt: Date
}

const columns = {
  slug: faqArticle.slug,
  product: faqArticle.product,
  titleRu: faqArticle.titleRu,
  titleKk: faqArticle.titleKk,
  answerRu: faqArticle.answerRu,
  answerKk: faqArticle.answerKk,
  updatedAt: faqArticle.updatedAt,
}

/** All published articles in their order. */
export async function publishedArticles(db: Database): Promise<HelpArticle[]> {
  return db
    .select(columns)
    .from(faqArticle)
    .where(eq(faqArticle.published, true))
    .orderBy(asc(faqArticle.position), asc(faqArticle.slug))
}

export async function publishedArticle(db: Database, slug: string): Promise<HelpArticle | null> {
  const [row] = await db
    .select(columns)
    .from(faqArticle)
    .where(and(eq(faqArticle.slug, slug), eq(faqArticle.published, true)))
  return row ?? null
}

/** Slugs of the articles nearest to a question, best first, at most ten. */
export async function searchHelp(db: Database, question: string): Promise<string[]> {
  const { index } = await currentFaq(db)
  return searchFaq(index, question.slice(0, 500))
    .hits.slice(0, 10)
    .map((hit) => hit.slug)
}
