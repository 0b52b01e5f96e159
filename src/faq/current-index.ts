import { setImmediate as nextTurn } from 'node:timers/promises'
import { asc, count, eq, max } from 'drizzle-orm'
import type { Database } from '../../db/client.ts'
import { faqAlias, faqArticle } from '../../db/schema/catalogue.ts'
import { type FaqDocument, type FaqIndex, faqIndexSteps } from './offline-search.ts'
import { loadSeedFaq } from './seed.ts'

export type CurrentFaq = { index: FaqIndex; documents: Map<string, FaqDocument> }

let newest: { signature: string; faq: Promise<CurrentFaq> } | null = null

/** The search index over what is published now; built anew only when an article or alias has changed. */
export async function currentFaq(db: Database): Promise<CurrentFaq> {
  const [articles] = await db
    .select({ n: count(), newest: max(faqArticle.updatedAt) })
    .from(faqArticle)
  const [aliases] = await db.select({ n: count(), newest: max(faqAlias.createdAt) }).from(faqAlias)
  const signature = JSON.stringify([articles, aliases])
  if (newest?.signature !== signature) {
    const building = { signature, faq: buildFaq(db) }
    newest = building
    building.faq.catch(() => {
      if (newest === building) newest = null
    })
  }
  return newest.faq
}

/** Lets the rest of the program work in between: the whole takes about a second. */
async function buildFaq(db: Database): Promise<CurrentFaq> {
  const documents = await publishedDocuments(db)
  const steps = faqIndexSteps(documents, { unanswerable: loadSeedFaq().unanswerable })
  let step = steps.next()
  while (!step.done) {
    await nextTurn()
    step = steps.next()
  }
  return {
    index: step.value,
    documents: new Map(documents.map((document) => [document.slug, document])),
  }
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
