import { asc, count, eq, max } from 'drizzle-orm'
import type { Database } from '../../db/client.ts'
import { faqAlias, faqArticle } from '../../db/schema/catalogue.ts'
import { buildFaqIndex, type FaqDocument, type FaqIndex } from './offline-search.ts'
import { loadSeedFaq } from './seed.ts'

export type CurrentFaq = { index: FaqIndex; documents: Map<string, FaqDocument> }

let built: { signature: string; faq: CurrentFaq } | null = null

/** The search index over what is published now; built anew only when an article or alias has changed. */
export async function currentFaq(db: Database): Promise<CurrentFaq> {
  const [articles] = await db
    .select({ n: count(), newest: max(faqArticle.updatedAt) })
    .from(faqArticle)
  const [aliases] = await db.select({ n: count(), newest: max(faqAlias.createdAt) }).from(faqAlias)
  const signature = JSON.stringify([articles, aliases])
  if (built?.signature !== signature) {
    const documents = await publishedDocuments(db)
    const index = buildFaqIndex(documents, { unanswerable: loadSeedFaq().unanswerable })
    built = {
      signature,
      faq: { index, documents: new Map(documents.map((document) => [document.slug, document])) },
    }
  }
  return built.faq
}

async function publishedDocuments(db: Database): Promise<FaqDocument[]> {
  const articles = await db
    .select()
    .from(faqArticle)
    .where(eq(faqArticle.published, true))
    .orderBy(asc(faqArticle.position))
  const aliases = await db.select().from(faqAlias).orderBy(asc(faqAlias.id))
  const bySlug = Map.groupBy(aliases, (alias) => alias.slug)
  return articles.map((article) => ({
    slug: article.slug,
    titleRu: article.titleRu,
    titleKk: article.titleKk,
    answerRu: article.answerRu,
    answerKk: article.answerKk,
    product: article.product,
    keywords: article.keywords,
    aliases: (bySlug.get(article.slug) ?? []).map((alias) => alias.text),
  }))
}
