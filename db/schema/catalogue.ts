import { sql } from 'drizzle-orm'
import {
  boolean,
  integer,
  jsonb,
  numeric,
  pgTable,
  primaryKey,
  text,
  unique,
  uuid,
} from 'drizzle-orm/pg-core'
import { moment } from './columns.ts'
import { staff } from './people.ts'

/** Working hours and days off (Annex 1, 3.1 and 5); every edit by staff is a new version. */
export const workCalendar = pgTable('work_calendar', {
  version: integer().primaryKey(),
  calendar: jsonb().notNull(),
  createdAt: moment('created_at').notNull(),
})

/** Annex 1, 3.8, versioned: a ticket keeps the version it started with. */
export const slaPolicy = pgTable('sla_policy', {
  version: integer().primaryKey(),
  policy: jsonb().notNull(),
  createdAt: moment('created_at').notNull(),
})

export const faqArticle = pgTable('faq_article', {
  slug: text().primaryKey(),
  product: text().notNull(),
  titleRu: text('title_ru').notNull(),
  titleKk: text('title_kk'),
  answerRu: text('answer_ru').notNull(),
  answerKk: text('answer_kk'),
  keywords: text().array().notNull(),
  sourceClause: text('source_clause').notNull().default(''),
  position: integer().notNull(),
  published: boolean().notNull(),
  /** Of the text that clients read; drafts have higher numbers. */
  version: integer().notNull().default(1),
  /** Who keeps it true. */
  ownerId: uuid('owner_id').references(() => staff.id),
  /** When it must be looked at again. */
  reviewAt: moment('review_at'),
  updatedAt: moment('updated_at').notNull(),
})

/** Questions in clients' words that an article answers: the strongest help to the search. */
export const faqAlias = pgTable(
  'faq_alias',
  {
    id: uuid().primaryKey(),
    slug: text()
      .notNull()
      .references(() => faqArticle.slug),
    text: text().notNull(),
    createdAt: moment('created_at').notNull(),
  },
  (t) => [unique('faq_alias_text').on(t.slug, t.text)],
)

export const product = pgTable('product', {
  code: text().primaryKey(),
  nameRu: text('name_ru').notNull(),
  nameKk: text('name_kk').notNull(),
  position: integer().notNull(),
})

/** Kinds of electronic documents that a tariff may be limited to. */
export const documentType = pgTable('document_type', {
  code: text().primaryKey(),
  nameRu: text('name_ru').notNull(),
  nameKk: text('name_kk').notNull(),
  position: integer().notNull(),
})

/** Definition 23; one row a version, an edit adds a version (5.3.4). */
export const tariff = pgTable(
  'tariff',
  {
    code: text().notNull(),
    version: integer().notNull(),
    nameRu: text('name_ru').notNull(),
    nameKk: text('name_kk').notNull(),
    conditionsRu: text('conditions_ru').notNull(),
    conditionsKk: text('conditions_kk').notNull(),
    priceTenge: numeric('price_tenge', { precision: 14, scale: 2 }).notNull(),
    /** null: paid once, or free. */
    periodMonths: integer('period_months'),
    /** Codes; empty for all. */
    products: text().array().notNull().default([]),
    documentTypes: text('document_types').array().notNull().default([]),
    published: boolean().notNull(),
    /** From this version on nobody can take or renew the tariff; who has it keeps it. */
    cancelled: boolean().notNull().default(false),
    effectiveAt: moment('effective_at').notNull(),
    /** Why it takes effect in the past, if it does (R43). */
    backdateReason: text('backdate_reason').notNull().default(''),
    /** null for the catalogue of the first start. */
    createdBy: uuid('created_by').references(() => staff.id),
    createdAt: moment('created_at').notNull().default(sql`now()`),
  },
  (t) => [primaryKey({ columns: [t.code, t.version] })],
)

/** The field's terms in three languages, shown to staff as help. */
export const glossaryTerm = pgTable('glossary_term', {
  key: text().primaryKey(),
  ru: text().notNull(),
  kk: text().notNull(),
  en: text().notNull(),
})

/** Business settings that staff may change; the code holds only their defaults. */
export const setting = pgTable('setting', {
  key: text().primaryKey(),
  value: jsonb().notNull(),
  updatedAt: moment('updated_at').notNull(),
})
