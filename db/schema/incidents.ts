import { sql } from 'drizzle-orm'
import {
  boolean,
  index,
  jsonb,
  pgTable,
  primaryKey,
  text,
  unique,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core'
import { moment, oneOf } from './columns.ts'
import { channels, locales, staff } from './people.ts'
import { ticket } from './tickets.ts'

export const incidentStates = ['proposed', 'confirmed', 'closed', 'dismissed'] as const
export const incidentStages = ['investigating', 'identified', 'monitoring', 'resolved'] as const
export const incidentTicketStates = ['offered', 'linked', 'unlinked'] as const

/** What a request complains of, noted when it is acknowledged: a rise of these proposes an incident (3.4). */
export const ticketSignal = pgTable(
  'ticket_signal',
  {
    ticketId: uuid('ticket_id')
      .primaryKey()
      .references(() => ticket.id),
    /** The client it came from, or the person where no client is known: many letters of one count once. */
    clientKey: text('client_key').notNull(),
    product: text().notNull(),
    symptoms: text().array().notNull(),
    receivedAt: moment('received_at').notNull(),
  },
  (t) => [index('ticket_signal_received').on(t.receivedAt)],
)

/** One fault that many clients have (Annex 1, 3.4): proposed by the desk or opened by staff. */
export const incident = pgTable(
  'incident',
  {
    id: uuid().primaryKey(),
    state: text({ enum: incidentStates }).notNull(),
    /** Code; null for the whole platform. */
    product: text(),
    /** What fails; null for anything. */
    symptom: text(),
    /** The cause concerns every client alike: nobody is taken out of turn for it (R88). */
    affectsAll: boolean('affects_all').notNull().default(false),
    titleRu: text('title_ru').notNull().default(''),
    titleKk: text('title_kk').notNull().default(''),
    titleEn: text('title_en').notNull().default(''),
    /** What made the desk propose it; null for one that staff opened. */
    evidence: jsonb(),
    startedAt: moment('started_at').notNull(),
    proposedAt: moment('proposed_at').notNull(),
    confirmedAt: moment('confirmed_at'),
    /** Closed or dismissed. */
    endedAt: moment('ended_at'),
    /** Why it was dismissed. */
    dismissReason: text('dismiss_reason').notNull().default(''),
    createdBy: uuid('created_by').references(() => staff.id),
    updatedAt: moment('updated_at').notNull(),
  },
  (t) => [
    uniqueIndex('incident_live_subject')
      .on(t.product, t.symptom)
      .where(sql`${t.state} in ('proposed', 'confirmed')`),
    index('incident_recent').on(t.proposedAt, t.id),
    oneOf('incident_state', t.state, incidentStates),
  ],
)

/** What clients are told of an incident, in the order of the telling; the id also names its broadcast. */
export const incidentUpdate = pgTable(
  'incident_update',
  {
    id: uuid().primaryKey(),
    incidentId: uuid('incident_id')
      .notNull()
      .references(() => incident.id),
    stage: text({ enum: incidentStages }).notNull(),
    textRu: text('text_ru').notNull(),
    textKk: text('text_kk').notNull(),
    textEn: text('text_en').notNull(),
    staffId: uuid('staff_id')
      .notNull()
      .references(() => staff.id),
    publishedAt: moment('published_at').notNull(),
  },
  (t) => [
    index('incident_update_order').on(t.incidentId, t.publishedAt, t.id),
    oneOf('incident_update_stage', t.stage, incidentStages),
  ],
)

/** Requests that an incident explains; `offered` ones wait for a member of staff. */
export const incidentTicket = pgTable(
  'incident_ticket',
  {
    incidentId: uuid('incident_id')
      .notNull()
      .references(() => incident.id),
    ticketId: uuid('ticket_id')
      .notNull()
      .references(() => ticket.id),
    state: text({ enum: incidentTicketStates }).notNull(),
    /** null: the desk did it by itself. */
    staffId: uuid('staff_id').references(() => staff.id),
    at: moment('at').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.incidentId, t.ticketId] }),
    index('incident_ticket_ticket').on(t.ticketId),
    oneOf('incident_ticket_state', t.state, incidentTicketStates),
  ],
)

/** What a release of the platform brings (5.3.1, 5.3.3); the id also names its broadcast. */
export const releaseNote = pgTable(
  'release_note',
  {
    id: uuid().primaryKey(),
    version: text().notNull(),
    /** The developers' references whose tickets it solves (3.6). */
    references: text().array().notNull(),
    textRu: text('text_ru').notNull(),
    textKk: text('text_kk').notNull(),
    textEn: text('text_en').notNull(),
    publishedAt: moment('published_at').notNull(),
    withdrawnAt: moment('withdrawn_at'),
    createdBy: uuid('created_by')
      .notNull()
      .references(() => staff.id),
  },
  (t) => [unique('release_note_version').on(t.version)],
)

/** Tickets that a release has solved (R42). */
export const releaseTicket = pgTable(
  'release_ticket',
  {
    releaseId: uuid('release_id')
      .notNull()
      .references(() => releaseNote.id),
    ticketId: uuid('ticket_id')
      .notNull()
      .references(() => ticket.id),
  },
  (t) => [
    primaryKey({ columns: [t.releaseId, t.ticketId] }),
    index('release_ticket_ticket').on(t.ticketId),
  ],
)

/** Who wants to hear of works and faults (R79); a mail address counts once its owner has confirmed it. */
export const statusSubscription = pgTable(
  'status_subscription',
  {
    id: uuid().primaryKey(),
    channel: text({ enum: channels }).notNull(),
    address: text().notNull(),
    locale: text({ enum: locales }).notNull(),
    askedAt: moment('asked_at').notNull(),
    confirmedAt: moment('confirmed_at'),
    endedAt: moment('ended_at'),
  },
  (t) => [
    unique('status_subscription_address').on(t.channel, t.address),
    index('status_subscription_live')
      .on(t.id)
      .where(sql`${t.confirmedAt} is not null and ${t.endedAt} is null`),
    oneOf('status_subscription_channel', t.channel, channels),
    oneOf('status_subscription_locale', t.locale, locales),
  ],
)
