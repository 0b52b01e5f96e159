import { and, asc, eq, min } from 'drizzle-orm'
import type { Database } from '../../db/client.ts'
import { faqArticle } from '../../db/schema/catalogue.ts'
import { currentFaq } from '../faq/current-index.ts'
import { searchFaq } from '../faq/offline-search.ts'

export type FaqTitle = { slug: string; titleRu: string; titleKk: string | null }

const shown = 12

/** Codes of the topics that have articles, in the order of their first one. */
export async function faqTopics(db: Database): Promise<string[]> {
  const rows = await db
    .select({ code: faqArticle.product })
    .from(faqArticle)
    .where(eq(faqArticle.published, true))
    .groupBy(faqArticle.product)
    .orderBy(asc(min(faqArticle.position)))
  return rows.map(({ code }) => code)
}

export async function faqTitlesOf(db: Database, topic: string): Promise<FaqTitle[]> {
  return db
    .select({
      slug: faqArticle.slug,
      titleRu: faqArticle.titleRu,
      titleKk: faqArticle.titleKk,
    })
    .from(faqArticle)
    .where(and(eq(faqArticle.product, topic), eq(faqArticle.published, true)))
    .orderBy(asc(faqArticle.position))
    .limit(shown)
}

/** Articles nearest to a question, best first. */
export async function findFaq(db: Database, question: string): Promise<FaqTitle[]> {
  const { index, documents } = await currentFaq(db)
  const answer = searchFaq(index, question.slice(0, 500))
  return answer.hits.slice(0, 5).flatMap(({ slug, confidence }) => {
    const found = documents.get(slug)
    return found && (answer.answered || confidence > 0.2)
      ? [{ slug, titleRu: found.titleRu, titleKk: found.titleKk }]
      : []
  })
}
