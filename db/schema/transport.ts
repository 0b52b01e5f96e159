import { sql } from 'drizzle-orm'
import {
  bigint,
  index,
  integer,
  jsonb,
  pgTable,
  text,
  unique,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core'
import { moment, oneOf } from './columns.ts'
import { channels, locales } from './people.ts'
import { message, ticket } from './tickets.ts'

export const inboundStates = ['done', 'quarantined', 'ignored'] as const
/**
 * `held` waits for its time or for a person; `bundled` was told in a mail that lists several tickets.
 */
export const outboundStates = ['queued', 'sending', 'sent', 'dead', 'held', 'bundled'] as const

/** The unaltered original of everything received, and the guard against handling it twice. */
export const inbound = pgTable(
  'inbound',
  {
    id: uuid().primaryKey(),
    channel: text({ enum: channels }).notNull(),
    /** Telegram `chat:message` (or `update:N`), mail Message-ID (or `sha256:…` without one). */
    externalKey: text('external_key').notNull(),
    receivedAt: moment('received_at').notNull(),
    /** A Telegram update. A mail lies in the attachment store under its hash. */
    raw: jsonb(),
    rawSha256: text('raw_sha256'),
    envelope: jsonb(),
    state: text({ enum: inboundStates }).notNull(),
    /** Why it made no ticket: what the quarantine view shows. */
    reason: text().notNull().default(''),
    ticketId: uuid('ticket_id').references(() => ticket.id),
  },
  (t) => [
    unique('inbound_external_key').on(t.channel, t.externalKey),
    index('inbound_not_done').on(t.receivedAt).where(sql`${t.state} <> 'done'`),
    oneOf('inbound_state', t.state, inboundStates),
  ],
)

/** Outbox: written in the transaction that caused it, sent by a job, in order within a conversation. */
export const outbound = pgTable(
  'outbound',
  {
    id: uuid().primaryKey(),
    /** Messages with one key are delivered in order: `telegram:CHAT` or `email:ADDRESS`. */
    conversation: text().notNull(),
    channel: text({ enum: channels }).notNull(),
    address: text().notNull(),
    locale: text({ enum: locales }).notNull(),
    kind: text().notNull(),
    /** The model that the channel's view turns into words; shape by `kind`. */
    model: jsonb().notNull(),
    ticketId: uuid('ticket_id').references(() => ticket.id),
    messageId: uuid('message_id').references(() => message.id),
    /** One of many messages with one text: nobody gets it twice. */
    broadcastId: uuid('broadcast_id'),
    state: text({ enum: outboundStates }).notNull().default('queued'),
    attempts: integer().notNull().default(0),
    /** Sends whose outcome we never learnt: the process died between the call and the record. */
    uncertain: integer().notNull().default(0),
    notBefore: moment('not_before'),
    /** Why it is held. */
    heldReason: text('held_reason'),
    lastError: text('last_error'),
    createdAt: moment('created_at').notNull(),
    sentAt: moment('sent_at'),
  },
  (t) => [
    index('outbound_ticket').on(t.ticketId, t.createdAt),
    index('outbound_message').on(t.messageId),
    index('outbound_held').on(t.address).where(sql`${t.state} = 'held'`),
    // The brakes on automatic mail count by these.
    index('outbound_automatic')
      .on(t.address, t.createdAt)
      .where(
        sql`${t.channel} = 'email' and ${t.kind} in ('acknowledgement', 'acknowledged_together', 'files')`,
      ),
    index('outbound_automatic_all')
      .on(t.createdAt)
      .where(
        sql`${t.channel} = 'email' and ${t.kind} in ('acknowledgement', 'acknowledged_together', 'files')`,
      ),
    index('outbound_dead').on(t.createdAt).where(sql`${t.state} = 'dead'`),
    uniqueIndex('outbound_broadcast')
      .on(t.broadcastId, t.conversation)
      .where(sql`${t.broadcastId} is not null`),
    oneOf('outbound_state', t.state, outboundStates),
  ],
)

/** How far a mailbox has been read; UIDs only grow while UIDVALIDITY stays (RFC 9051, 2.3.1.1). */
export const imapCursor = pgTable('imap_cursor', {
  /** `user@host:port/mailbox`. */
  mailbox: text().primaryKey(),
  uidValidity: text('uid_validity').notNull(),
  lastUid: bigint('last_uid', { mode: 'number' }).notNull(),
  /** What was there before this UIDVALIDITY was met has lower UIDs. */
  newFromUid: bigint('new_from_uid', { mode: 'number' }).notNull(),
  /** When this desk first read it: mail that somebody had read before then is none of its business. */
  startedAt: moment('started_at').notNull(),
  updatedAt: moment('updated_at').notNull(),
})
