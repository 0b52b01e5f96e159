import { index, integer, jsonb, pgTable, primaryKey, real, text, uuid } from 'drizzle-orm/pg-core'
import { faqArticle } from './catalogue.ts'
import { moment, oneOf } from './columns.ts'
import { locales, staff } from './people.ts'
import { ticket } from './tickets.ts'

/** Every wording an article has had or is about to get; one without `publishedAt` was never shown. */
export const faqArticleVersion = pgTable(
  'faq_article_version',
  {
    slug: text()
      .notNull()
      .references(() => faqArticle.slug),
    version: integer().notNull(),
    product: text().notNull(),
    titleRu: text('title_ru').notNull(),
    titleKk: text('title_kk'),
    answerRu: text('answer_ru').notNull(),
    answerKk: text('answer_kk'),
    keywords: text().array().notNull(),
    staffId: uuid('staff_id').references(() => staff.id),
    createdAt: moment('created_at').notNull(),
    publishedAt: moment('published_at'),
  },
  (t) => [primaryKey({ columns: [t.slug, t.version] })],
)

export const faqAnswerStates = ['draft', 'sent', 'links_only'] as const

/** A grounded answer with everything it rested on, so that staff can replay why it was said. */
export const faqReceipt = pgTable(
  'faq_receipt',
  {
    id: uuid().primaryKey(),
    ticketId: uuid('ticket_id')
      .notNull()
      .references(() => ticket.id),
    locale: text({ enum: locales }).notNull(),
    /** `links_only`: the model's words were not kept to the articles. */
    state: text({ enum: faqAnswerStates }).notNull(),
    /** Sentences with the slugs they cite, and the articles as they were read. */
    answer: jsonb().notNull(),
    engine: text().notNull(),
    promptVersion: text('prompt_version').notNull(),
    createdAt: moment('created_at').notNull(),
  },
  (t) => [
    index('faq_receipt_ticket').on(t.ticketId, t.createdAt),
    oneOf('faq_receipt_state', t.state, faqAnswerStates),
  ],
)

/** Where an article lies in the space of an embedding model, in each of its languages. */
export const faqEmbedding = pgTable(
  'faq_embedding',
  {
    slug: text()
      .notNull()
      .references(() => faqArticle.slug),
    locale: text({ enum: locales }).notNull(),
    model: text().notNull(),
    /** Of the article: another version is embedded anew. */
    version: integer().notNull(),
    vector: real().array().notNull(),
    createdAt: moment('created_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.slug, t.locale, t.model] })],
)
