import { setImmediate as nextTurn } from 'node:timers/promises'
import { and, asc, count, desc, eq, sql } from 'drizzle-orm'
import type { Database } from '../../db/client.ts'
import { faqAlias, faqArticle } from '../../db/schema/catalogue.ts'
import { faqOffer } from '../../db/schema/chat.ts'
import { ticket } from '../../db/schema/tickets.ts'
import { learnedCalibration } from './learned-calibration.ts'
import type { Logistic } from './logistic.ts'
import { type FaqDocument, type FaqIndex, faqIndexSteps } from './offline-search.ts'
import { loadSeedFaq } from './seed.ts'

export type CurrentFaq = { index: FaqIndex; documents: Map<string, FaqDocument> }

/** How long another process may still answer from the articles before a change. */
const freshMs = 2000

/** Bounds the index; the newest confirmations count. */
const confirmedLimit = 3000

/** The transaction that wrote last: no two writes share it, in whatever database of a server. */
const lastWriter = sql<string>`max(xmin::text::bigint)`

let newest: { signature: string; faq: Promise<CurrentFaq> } | null = null
const looked = new WeakMap<Database, { at: number; faq: Promise<CurrentFaq> }>()

/** The search index over what is published now, looked at every two seconds, so that every ticket may ask. */
export function currentFaq(db: Database): Promise<CurrentFaq> {
  const at = performance.now()
  const last = looked.get(db)
  if (last && at - last.at < freshMs) return last.faq
  const faq = publishedFaq(db)
  looked.set(db, { at, faq })
  faq.catch(() => looked.delete(db))
  return faq
}

/** After a change of one's own: the next reader sees it at once. */
export function forgetFaq(db: Database): void {
  looked.delete(db)
  newest = null
}

/** Built anew only when an article or alias has changed. */
async function publishedFaq(db: Database): Promise<CurrentFaq> {
  const written = { n: count(), newest: lastWriter }
  const [articles] = await db.select(written).from(faqArticle)
  const [aliases] = await db.select(written).from(faqAlias)
  const [confirmed] = await db.select(written).from(faqOffer).where(eq(faqOffer.outcome, 'helped'))
  const learned = await learnedCalibration(db)
  const signature = JSON.stringify([articles, aliases, confirmed, learned])
  if (newest?.signature !== signature) {
    const building = { signature, faq: buildFaq(db, learned?.correction ?? null) }
    newest = building
    building.faq.catch(() => {
      if (newest === building) newest = null
    })
  }
  return newest.faq
}

/** Lets the rest of the program work in between: the whole takes about a second. */
async function buildFaq(db: Database, learned: Logistic | null): Promise<CurrentFaq> {
  const documents = await publishedDocuments(db, await confirmedQuestions(db))
  const steps = faqIndexSteps(documents, { unanswerable: loadSeedFaq().unanswerable, learned })
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

/** Questions whose first answer a client said had helped: they teach the search with no one's doing. */
async function confirmedQuestions(db: Database): Promise<{ slug: string; text: string }[]> {
  const rows = await db
    .select({ slug: faqOffer.slug, subject: ticket.subject })
    .from(faqOffer)
    .innerJoin(ticket, eq(ticket.id, faqOffer.ticketId))
    .where(and(eq(faqOffer.outcome, 'helped'), eq(faqOffer.position, 0)))
    .orderBy(desc(faqOffer.answeredAt))
    .limit(confirmedLimit)
  return rows.map(({ slug, subject }) => ({ slug, text: subject }))
}

/** Published articles with the questions they are known to answer, those `confirmed` by clients too. */
export async function publishedDocuments(
  db: Database,
  confirmed: readonly { slug: string; text: string }[],
): Promise<FaqDocument[]> {
  const articles = await db
    .select()
    .from(faqArticle)
    .where(eq(faqArticle.published, true))
    .orderBy(asc(faqArticle.position))
  const aliases = await db.select().from(faqAlias).orderBy(asc(faqAlias.id))
  const bySlug = Map.groupBy([...aliases, ...confirmed], (alias) => alias.slug)
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
