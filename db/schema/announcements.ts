import { sql } from 'drizzle-orm'
import { index, pgTable, text, uuid } from 'drizzle-orm/pg-core'
import { moment, oneOf } from './columns.ts'
import { staff } from './people.ts'

/** Works of 5.1.1 and 5.4.1, and the publications of Annex 1, section 5. */
export const announcementKinds = [
  'planned',
  'technical',
  'emergency',
  'schedule',
  'holiday',
] as const

/** What clients are told in advance or at once: works on the platform, changed hours. */
export const announcement = pgTable(
  'announcement',
  {
    id: uuid().primaryKey(),
    kind: text({ enum: announcementKinds }).notNull(),
    /** Codes of the products concerned; empty for all. */
    products: text().array().notNull(),
    startsAt: moment('starts_at').notNull(),
    /** Null while nobody knows. */
    endsAt: moment('ends_at'),
    titleRu: text('title_ru').notNull(),
    titleKk: text('title_kk').notNull(),
    /** Empty where nobody translated it. */
    titleEn: text('title_en').notNull().default(''),
    textRu: text('text_ru').notNull(),
    textKk: text('text_kk').notNull(),
    textEn: text('text_en').notNull().default(''),
    publishedAt: moment('published_at').notNull(),
    withdrawnAt: moment('withdrawn_at'),
    createdBy: uuid('created_by')
      .notNull()
      .references(() => staff.id),
    updatedAt: moment('updated_at').notNull(),
  },
  (t) => [
    index('announcement_shown').on(t.startsAt).where(sql`${t.withdrawnAt} is null`),
    oneOf('announcement_kind', t.kind, announcementKinds),
  ],
)
