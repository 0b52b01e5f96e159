import { sql } from 'drizzle-orm'
import { bigint, bigserial, index, jsonb, pgTable, text, unique, uuid } from 'drizzle-orm/pg-core'
import { client } from './clients.ts'
import { moment } from './columns.ts'

/**
 * What kense.app must learn, written in the transaction that caused it. The feed shows a row only when no
 * earlier transaction can still add one before it; numbers of persons are added when it is read.
 */
export const platformEvent = pgTable(
  'platform_event',
  {
    seq: bigserial({ mode: 'bigint' }).primaryKey(),
    id: uuid().notNull(),
    clientId: uuid('client_id')
      .notNull()
      .references(() => client.id),
    type: text().notNull(),
    data: jsonb().notNull(),
    createdAt: moment('created_at').notNull(),
    txid: bigint({ mode: 'bigint' }).notNull().default(sql`pg_current_xact_id()::text::bigint`),
    deliveredAt: moment('delivered_at'),
  },
  (t) => [
    unique('platform_event_id').on(t.id),
    index('platform_event_feed').on(t.txid, t.seq),
    index('platform_event_client').on(t.clientId, t.seq),
  ],
)
