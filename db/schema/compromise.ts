import { sql } from 'drizzle-orm'
import {
  boolean,
  index,
  integer,
  jsonb,
  pgTable,
  text,
  unique,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core'
import { client } from './clients.ts'
import { moment, oneOf } from './columns.ts'
import { assurances, channels, contact, identity, staff } from './people.ts'
import { ticket } from './tickets.ts'
import { inbound } from './transport.ts'

/** Definitions 9 and 10. */
export const compromiseKinds = ['key', 'access', 'both'] as const
export const compromiseStates = ['open', 'suspended', 'declined', 'resumed'] as const
/** R11: risk is enough, no proof is asked for. */
export const compromiseCauses = [
  'lost',
  'third_party',
  'shared',
  'dismissed_employee',
  'malware',
  'unknown_issue',
  'other',
] as const
/** What the moment of receipt is taken from (7.5, R71). */
export const receiptEvidences = [
  'telegram_update',
  'imap_internaldate',
  'smtp_receipt',
  'call_time',
  'web_request',
  'platform_request',
] as const

/** 7.3–7.5: one compromise of one holder, however many reports of it come. */
export const compromiseCase = pgTable(
  'compromise_case',
  {
    id: uuid().primaryKey(),
    /** Of the first report; its number is the case's number. One ticket may report several holders. */
    ticketId: uuid('ticket_id')
      .notNull()
      .references(() => ticket.id),
    kind: text({ enum: compromiseKinds }).notNull(),
    state: text({ enum: compromiseStates }).notNull(),
    clientId: uuid('client_id').references(() => client.id),
    holderContactId: uuid('holder_contact_id').references(() => contact.id),
    /** IIN or BIN that the reporter named and that is no client's, encrypted. */
    claimedSealed: text('claimed_sealed'),
    holderName: text('holder_name').notNull(),
    /** Whose compromise it is: repeats of an open case have the same. */
    subjectKey: text('subject_key').notNull(),
    certKinds: text('cert_kinds').array().notNull(),
    serials: text().array().notNull(),
    /** The best of all its reports. */
    assurance: text({ enum: assurances }).notNull(),
    /** Of the first report; the 24 hours run from here (definition 4). */
    receivedAt: moment('received_at').notNull(),
    dueAt: moment('due_at').notNull(),
    acknowledgedAt: moment('acknowledged_at'),
    acknowledgedBy: uuid('acknowledged_by').references(() => staff.id),
    suspendedAt: moment('suspended_at'),
    suspendedBy: jsonb('suspended_by'),
    decidedAt: moment('decided_at'),
    decidedBy: jsonb('decided_by'),
    decision: text({ enum: ['suspended', 'precaution', 'declined'] }),
    decisionReason: text('decision_reason').notNull().default(''),
    resumedAt: moment('resumed_at'),
    /** Share of the 24 hours that staff were last warned about. */
    escalatedPercent: integer('escalated_percent').notNull().default(0),
    /** Many victims from one source: slowed, never refused. */
    flagged: boolean().notNull().default(false),
    drill: boolean().notNull().default(false),
    createdAt: moment('created_at').notNull(),
  },
  (t) => [
    index('compromise_case_ticket').on(t.ticketId),
    uniqueIndex('compromise_case_subject')
      .on(t.subjectKey)
      .where(sql`${t.state} in ('open', 'suspended')`),
    index('compromise_case_received').on(t.receivedAt.desc(), t.id.desc()),
    index('compromise_case_open').on(t.dueAt).where(sql`${t.state} = 'open'`),
    index('compromise_case_client').on(t.clientId),
    index('compromise_case_holder').on(t.holderContactId),
    oneOf('compromise_case_kind', t.kind, compromiseKinds),
    oneOf('compromise_case_state', t.state, compromiseStates),
  ],
)

/** One notice as it came. Never changed: a trigger refuses it. */
export const compromiseReport = pgTable(
  'compromise_report',
  {
    id: uuid().primaryKey(),
    caseId: uuid('case_id')
      .notNull()
      .references(() => compromiseCase.id),
    ticketId: uuid('ticket_id')
      .notNull()
      .references(() => ticket.id),
    channel: text({ enum: channels }).notNull(),
    identityId: uuid('identity_id')
      .notNull()
      .references(() => identity.id),
    reporterName: text('reporter_name').notNull(),
    assurance: text({ enum: assurances }).notNull(),
    /** Why we believe the reporter that far. */
    assuranceReason: text('assurance_reason').notNull(),
    receivedAt: moment('received_at').notNull(),
    evidence: text({ enum: receiptEvidences }).notNull(),
    inboundId: uuid('inbound_id')
      .notNull()
      .references(() => inbound.id),
    /** Of the original: the mail's bytes, or the canonical JSON of anything else. */
    originalSha256: text('original_sha256').notNull(),
    kind: text({ enum: compromiseKinds }).notNull(),
    cause: text({ enum: compromiseCauses }).notNull(),
    certKinds: text('cert_kinds').array().notNull(),
    serials: text().array().notNull(),
    learnedAt: moment('learned_at'),
    happened: text().notNull(),
    /** Keyed hash of where it came from, to notice a source that reports many victims. */
    sourceHash: text('source_hash').notNull(),
    createdAt: moment('created_at').notNull(),
  },
  (t) => [
    index('compromise_report_case').on(t.caseId, t.receivedAt),
    index('compromise_report_source').on(t.sourceHash, t.createdAt),
    unique('compromise_report_inbound').on(t.inboundId, t.caseId),
    oneOf('compromise_report_evidence', t.evidence, receiptEvidences),
  ],
)
