import { sql } from 'drizzle-orm'
import {
  bigint,
  bigserial,
  index,
  integer,
  jsonb,
  pgTable,
  text,
  unique,
  uuid,
} from 'drizzle-orm/pg-core'
import { moment } from './columns.ts'

/** Append-only (a trigger refuses anything else); each chain is linked by hashes, so links of one ticket never wait for another's. */
export const auditEvent = pgTable(
  'audit_event',
  {
    id: bigserial({ mode: 'bigint' }).primaryKey(),
    /** `ticket:UUID`, `staff:UUID`, `settings` … */
    chain: text().notNull(),
    seq: integer().notNull(),
    at: moment('at').notNull(),
    actor: jsonb().notNull(),
    action: text().notNull(),
    data: jsonb().notNull(),
    prevHash: text('prev_hash').notNull(),
    hash: text().notNull(),
    /** Writing transaction: tells the anchor which rows can no longer be preceded by others. */
    txid: bigint({ mode: 'bigint' }).notNull(),
  },
  (t) => [
    unique('audit_event_chain_seq').on(t.chain, t.seq),
    /** Use of the right to be taken out of turn (Annex 1, 3.4), for the reports. */
    index('audit_event_out_of_turn').on(t.at).where(sql`${t.action} = 'ticket.put_out_of_turn'`),
  ],
)

/** Seals a batch of links of all chains, so that a chain cut short or removed whole is noticed. */
export const auditAnchor = pgTable('audit_anchor', {
  id: uuid().primaryKey(),
  seq: integer().notNull().unique('audit_anchor_seq'),
  /** Rows with a smaller transaction number are sealed by this or an earlier anchor. */
  txidBefore: bigint('txid_before', { mode: 'bigint' }).notNull(),
  rows: integer().notNull(),
  prevHash: text('prev_hash').notNull(),
  hash: text().notNull(),
  createdAt: moment('created_at').notNull(),
})
