import {
  bigint,
  boolean,
  index,
  integer,
  pgTable,
  primaryKey,
  text,
  unique,
  uuid,
} from 'drizzle-orm/pg-core'
import { moment, oneOf } from './columns.ts'
import { staff } from './people.ts'
import { ticket } from './tickets.ts'

export const faqOutcomes = ['shown', 'helped', 'not_helped'] as const

/** FAQ answers shown to a client and what came of them: help counts only when it is confirmed (Annex 1, 1.2). */
export const faqOffer = pgTable(
  'faq_offer',
  {
    ticketId: uuid('ticket_id')
      .notNull()
      .references(() => ticket.id),
    slug: text().notNull(),
    position: integer().notNull(),
    outcome: text({ enum: faqOutcomes }).notNull().default('shown'),
    shownAt: moment('shown_at').notNull(),
    answeredAt: moment('answered_at'),
  },
  (t) => [
    primaryKey({ columns: [t.ticketId, t.slug] }),
    index('faq_offer_slug').on(t.slug, t.outcome),
    oneOf('faq_offer_outcome', t.outcome, faqOutcomes),
  ],
)

/** What a client told about his workplace, one question at a time (Annex 1, 4.2); null answer: skipped. */
export const ticketFact = pgTable(
  'ticket_fact',
  {
    ticketId: uuid('ticket_id')
      .notNull()
      .references(() => ticket.id),
    key: text().notNull(),
    answer: text(),
    askedAt: moment('asked_at').notNull(),
    answeredAt: moment('answered_at'),
  },
  (t) => [primaryKey({ columns: [t.ticketId, t.key] })],
)

/** A one-time link that ties a Telegram account to a member of staff; only its hash is kept. */
export const telegramLink = pgTable('telegram_link', {
  tokenHash: text('token_hash').primaryKey(),
  staffId: uuid('staff_id')
    .notNull()
    .references(() => staff.id),
  createdAt: moment('created_at').notNull(),
  expiresAt: moment('expires_at').notNull(),
  usedAt: moment('used_at'),
})

/** The forum topic in which staff see a ticket and answer it; its messages are named in `message_ref`. */
export const staffTopic = pgTable(
  'staff_topic',
  {
    ticketId: uuid('ticket_id')
      .primaryKey()
      .references(() => ticket.id),
    chatId: text('chat_id').notNull(),
    threadId: integer('thread_id').notNull(),
    closed: boolean().notNull().default(false),
    createdAt: moment('created_at').notNull(),
  },
  (t) => [unique('staff_topic_thread').on(t.chatId, t.threadId)],
)

/** One row: what is known of the way in from Telegram. */
export const telegramHealth = pgTable('telegram_health', {
  id: integer().primaryKey(),
  mode: text({ enum: ['polling', 'webhook'] }).notNull(),
  /** When an update was last taken in. */
  lastUpdateAt: moment('last_update_at'),
  /** When Telegram was last asked for news, or last asked about the webhook. */
  seenAt: moment('seen_at'),
  pending: bigint({ mode: 'number' }),
  lastError: text('last_error'),
  lastErrorAt: moment('last_error_at'),
  checkedAt: moment('checked_at'),
})
