import { desc, eq, inArray } from 'drizzle-orm'
import type { Database } from '../../db/client.ts'
import { faqArticle } from '../../db/schema/catalogue.ts'
import { faqReceipt } from '../../db/schema/faq.ts'
import { ticket } from '../../db/schema/tickets.ts'
import type { AnswerMode } from './answer-mode.ts'
import {
  citedSlugs,
  type GroundArticle,
  type GroundedAnswer,
  type GroundFault,
  groundFault,
} from './grounded-answer.ts'

/** Everything an answer rested on, as it was then; the question is masked. */
export type ReceiptContent = GroundedAnswer & {
  question: string
  mode: AnswerMode
  /** Why only links may be shown; null for an answer that keeps to its articles. */
  fault: GroundFault | null
  articles: GroundArticle[]
}

export type Receipt = Omit<typeof faqReceipt.$inferSelect, 'answer'> & {
  content: ReceiptContent
  number: string
  /** The same check of the stored words against the stored articles, made again now. */
  replayed: GroundFault | null
  /** Cited articles whose published wording is another one now, or that are withdrawn (`version` null). */
  changed: { slug: string; was: number; version: number | null }[]
}

export async function receiptById(db: Database, id: string): Promise<Receipt | null> {
  const [row] = await receipts(db).where(eq(faqReceipt.id, id))
  return row ? complete(db, row) : null
}

/** The newest answer that a model wrote for a ticket. */
export async function receiptOfTicket(db: Database, ticketId: string): Promise<Receipt | null> {
  const [row] = await receipts(db)
    .where(eq(faqReceipt.ticketId, ticketId))
    .orderBy(desc(faqReceipt.createdAt), desc(faqReceipt.id))
    .limit(1)
  return row ? complete(db, row) : null
}

const receipts = (db: Database) =>
  db
    .select({ receipt: faqReceipt, number: ticket.number })
    .from(faqReceipt)
    .innerJoin(ticket, eq(ticket.id, faqReceipt.ticketId))

async function complete(
  db: Database,
  row: { receipt: typeof faqReceipt.$inferSelect; number: string },
): Promise<Receipt> {
  const { answer, ...receipt } = row.receipt
  const content = answer as ReceiptContent
  const cited = citedSlugs(content)
  const now =
    cited.length === 0
      ? []
      : await db.select().from(faqArticle).where(inArray(faqArticle.slug, cited))
  const changed = content.articles.flatMap(({ slug, version: was }) => {
    if (!cited.includes(slug)) return []
    const article = now.find((one) => one.slug === slug)
    const version = article?.published ? article.version : null
    return version === was ? [] : [{ slug, was, version }]
  })
  return {
    ...receipt,
    content,
    number: row.number,
    replayed: groundFault(content, content.articles),
    changed,
  }
}
