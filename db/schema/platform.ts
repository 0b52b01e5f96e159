import { sql } from 'drizzle-orm'
import {
  bigint,
  bigserial,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  unique,
  uuid,
} from 'drizzle-orm/pg-core'
import { client } from './clients.ts'
import { moment } from './columns.ts'
import { staff } from './people.ts'

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
    attempts: integer().notNull().default(0),
    firstAttemptAt: moment('first_attempt_at'),
    lastAttemptAt: moment('last_attempt_at'),
    lastError: text('last_error'),
    /** The webhook stayed deaf for three days; the feed still tells. */
    gaveUpAt: moment('gave_up_at'),
  },
  (t) => [
    unique('platform_event_id').on(t.id),
    index('platform_event_feed').on(t.txid, t.seq),
    index('platform_event_client').on(t.clientId, t.seq),
    index('platform_event_waiting')
      .on(t.clientId, t.seq)
      .where(sql`${t.deliveredAt} is null and ${t.gaveUpAt} is null`),
  ],
)

/** A key of the HTTP interface; only the hash of its secret is kept. */
export const apiKey = pgTable(
  'api_key',
  {
    id: uuid().primaryKey(),
    name: text().notNull(),
    secretHash: text('secret_hash').notNull(),
    scopes: text().array().notNull(),
    createdBy: uuid('created_by')
      .notNull()
      .references(() => staff.id),
    createdAt: moment('created_at').notNull(),
    expiresAt: moment('expires_at'),
    /** To the minute. */
    lastUsedAt: moment('last_used_at'),
    revokedAt: moment('revoked_at'),
  },
  (t) => [unique('api_key_secret').on(t.secretHash)],
)

/** What a write through the HTTP interface was answered: the same `Idempotency-Key` gets the same answer. */
export const apiRequest = pgTable(
  'api_request',
  {
    keyId: text('key_id').notNull(),
    idempotencyKey: text('idempotency_key').notNull(),
    requestHash: text('request_hash').notNull(),
    status: integer().notNull(),
    response: jsonb().notNull(),
    createdAt: moment('created_at').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.keyId, t.idempotencyKey] }),
    index('api_request_age').on(t.createdAt),
  ],
)
