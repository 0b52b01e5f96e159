import { sql } from 'drizzle-orm'
import {
  bigint,
  boolean,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  unique,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core'
import { moment, oneOf } from './columns.ts'
import { channels, contact, identity, locales, staff } from './people.ts'

export const ticketStatuses = [
  'registered',
  'in_progress',
  'waiting_for_client',
  'in_development',
  'support_suspended',
  'resolved',
  'closed',
  'refused',
  'merged',
] as const
export const priorities = ['critical', 'high', 'medium', 'low', 'suggestion'] as const
export const complexities = ['simple', 'medium', 'high'] as const
export const intents = [
  'incident',
  'consultation',
  'suggestion',
  'billing',
  'key_compromise',
  'access_compromise',
  'resume_access',
  'abuse_report',
  'status_question',
  'spam',
  'gratitude',
  'other',
] as const
/** What a member of staff may be good at beyond the rest. */
export const staffSkills = ['1c', 'eds', 'billing'] as const
export const ticketSkills = ['general', ...staffSkills] as const
const authors = ['client', 'staff', 'system'] as const

/** Annex 1, 4.3: one request with a unique ID that survives everything that happens to it. */
export const ticket = pgTable(
  'ticket',
  {
    id: uuid().primaryKey(),
    /** Nine digits, the last a Damm check digit; shown as KNS-483-920-179. */
    number: text().notNull(),
    subject: text().notNull(),
    status: text({ enum: ticketStatuses }).notNull(),
    channel: text({ enum: channels }).notNull(),
    locale: text({ enum: locales }).notNull(),
    requesterId: uuid('requester_id')
      .notNull()
      .references(() => contact.id),
    /** Where answers go. */
    identityId: uuid('identity_id')
      .notNull()
      .references(() => identity.id),
    assigneeId: uuid('assignee_id').references(() => staff.id),
    intent: text({ enum: intents }).notNull(),
    priority: text({ enum: priorities }).notNull(),
    complexity: text({ enum: complexities }).notNull(),
    category: text().notNull(),
    /** Code of the catalogue of products the request is about. */
    product: text().notNull().default('platform'),
    /** Who is best at it; a notice of compromise is everybody's. */
    skill: text({ enum: ticketSkills })
      .notNull()
      .generatedAlwaysAs(
        sql`case when intent in ('key_compromise', 'access_compromise', 'resume_access') then 'general' when intent = 'billing' or category = 'contract' then 'billing' when product = 'integration-1c' then '1c' when product = 'signing' then 'eds' else 'general' end`,
      ),
    needsTriageCheck: boolean('needs_triage_check').notNull().default(false),
    outOfTurn: boolean('out_of_turn').notNull().default(false),
    /** Only those who judge reports of abuse and weaknesses see it (R39, R41). */
    restricted: boolean().notNull().default(false),
    /** Place in the queue before receipt time: out of turn first, then priority (R83). */
    queueRank: integer('queue_rank')
      .notNull()
      .generatedAlwaysAs(
        sql`(case when out_of_turn then 0 else 10 end) + (case priority when 'critical' then 0 when 'high' then 1 when 'medium' then 2 when 'low' then 3 else 4 end)`,
      ),
    /** Actual receipt (7.5): never changes, also orders the queue after reopening (R83). */
    receivedAt: moment('received_at').notNull(),
    /** Silence until this moment ends the first burst of messages; then the acknowledgement goes out. */
    burstEndsAt: moment('burst_ends_at').notNull(),
    acknowledgedAt: moment('acknowledged_at'),
    /** When a chat was last told where its words went. */
    noticedAt: moment('noticed_at'),
    firstResponseAt: moment('first_response_at'),
    lastClientMessageAt: moment('last_client_message_at').notNull(),
    lastStaffMessageAt: moment('last_staff_message_at'),
    resolvedAt: moment('resolved_at'),
    closedAt: moment('closed_at'),
    /** 1 for the first life of the ticket, one more for each reopening. */
    cycle: integer().notNull().default(1),
    /** Caches of the pure deadline function over the audit log. */
    targetAt: moment('target_at'),
    dueAt: moment('due_at'),
    breachedAt: moment('breached_at'),
    /** When the sweep has to look at the limits again; null while no warning can come. */
    limitCheckAt: moment('limit_check_at'),
    /** Auto-closing of a solved ticket (R111): when to look, and when its client was warned. */
    silenceCheckAt: moment('silence_check_at'),
    silenceWarnedAt: moment('silence_warned_at'),
    slaPolicyVersion: integer('sla_policy_version').notNull(),
    /** The tariff its client was on when it was received, for limits of its own; null: the common ones. */
    tariffCode: text('tariff_code'),
    mergedIntoId: uuid('merged_into_id'),
    /** The developers' issue or release that the ticket waits for (3.6). */
    devReference: text('dev_reference'),
    updatedAt: moment('updated_at').notNull(),
  },
  (t) => [
    unique('ticket_number').on(t.number),
    index('ticket_queue')
      .on(t.queueRank, t.receivedAt, t.id)
      .where(
        sql`${t.status} in ('registered', 'in_progress', 'waiting_for_client', 'in_development', 'support_suspended')`,
      ),
    /** What each member of staff holds, in the order of the queue. */
    index('ticket_held')
      .on(t.assigneeId, t.queueRank, t.receivedAt, t.id)
      .where(
        sql`${t.status} in ('registered', 'in_progress', 'waiting_for_client', 'in_development', 'support_suspended')`,
      ),
    /** What nobody has taken yet, in the order of the queue; the skill narrows it for "next ticket". */
    index('ticket_unheld')
      .on(t.queueRank, t.receivedAt, t.id, t.skill)
      .where(
        sql`${t.assigneeId} is null and ${t.status} in ('registered', 'in_progress', 'waiting_for_client', 'in_development', 'support_suspended')`,
      ),
    /** The rarer tabs of the queue: without these, finding a few means reading all that is open. */
    index('ticket_waiting')
      .on(t.queueRank, t.receivedAt, t.id)
      .where(sql`${t.status} in ('waiting_for_client', 'in_development', 'support_suspended')`),
    index('ticket_check')
      .on(t.queueRank, t.receivedAt, t.id)
      .where(
        sql`${t.needsTriageCheck} and ${t.status} in ('registered', 'in_progress', 'waiting_for_client', 'in_development', 'support_suspended')`,
      ),
    index('ticket_ended')
      .on(t.receivedAt, t.id)
      .where(sql`${t.status} in ('resolved', 'closed', 'refused')`),
    index('ticket_silence').on(t.silenceCheckAt).where(sql`${t.status} = 'resolved'`),
    index('ticket_limit_check').on(t.limitCheckAt).where(sql`${t.limitCheckAt} is not null`),
    index('ticket_requester').on(t.requesterId, t.receivedAt),
    index('ticket_identity').on(t.identityId, t.updatedAt),
    index('ticket_received').on(t.receivedAt, t.id),
    oneOf('ticket_status', t.status, ticketStatuses),
    oneOf('ticket_channel', t.channel, channels),
    oneOf('ticket_locale', t.locale, locales),
    oneOf('ticket_priority', t.priority, priorities),
    oneOf('ticket_complexity', t.complexity, complexities),
    oneOf('ticket_intent', t.intent, intents),
  ],
)

/**
 * What the pure deadline function said of a cycle when it ended or when the first answer left: the figures of
 * the reports. A running cycle without either has no row.
 */
export const ticketCycle = pgTable(
  'ticket_cycle',
  {
    ticketId: uuid('ticket_id')
      .notNull()
      .references(() => ticket.id),
    cycle: integer().notNull(),
    startedAt: moment('started_at').notNull(),
    stoppedAt: moment('stopped_at'),
    outcome: text({ enum: ['resolved', 'closed', 'refused', 'merged'] }),
    priority: text({ enum: priorities }).notNull(),
    assigneeId: uuid('assignee_id').references(() => staff.id),
    policyVersion: integer('policy_version').notNull(),
    calendarVersion: text('calendar_version').notNull(),
    dueAt: moment('due_at').notNull(),
    breachedAt: moment('breached_at'),
    /** Milliseconds of working time: the limit, the clock, and what each kind of pause took. */
    budgetMs: bigint('budget_ms', { mode: 'number' }).notNull(),
    netMs: bigint('net_ms', { mode: 'number' }).notNull(),
    waitingMs: bigint('waiting_ms', { mode: 'number' }).notNull(),
    suspendedMs: bigint('suspended_ms', { mode: 'number' }).notNull(),
    developmentMs: bigint('development_ms', { mode: 'number' }).notNull(),
    /** Only of the first cycle; `late` is null while the policy sets no goal. */
    firstResponseAt: moment('first_response_at'),
    firstResponseMs: bigint('first_response_ms', { mode: 'number' }),
    firstResponseLate: boolean('first_response_late'),
  },
  (t) => [
    primaryKey({ columns: [t.ticketId, t.cycle] }),
    index('ticket_cycle_stopped').on(t.stoppedAt).where(sql`${t.stoppedAt} is not null`),
    index('ticket_cycle_answered')
      .on(t.firstResponseAt)
      .where(sql`${t.firstResponseAt} is not null`),
    index('ticket_cycle_reopened').on(t.startedAt).where(sql`${t.cycle} > 1`),
    oneOf('ticket_cycle_priority', t.priority, priorities),
  ],
)

/** Warnings of a limit that have gone out; the key lets each go out once, whatever restarts (Annex 1, 3.8). */
export const limitWarning = pgTable(
  'limit_warning',
  {
    ticketId: uuid('ticket_id')
      .notNull()
      .references(() => ticket.id),
    cycle: integer().notNull(),
    kind: text({ enum: ['p50', 'p75', 'p90', 'breach'] }).notNull(),
    at: moment('at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.ticketId, t.cycle, t.kind] })],
)

/** Who besides the requester takes part in a ticket and may add to it by mail (R102). */
export const ticketParticipant = pgTable(
  'ticket_participant',
  {
    ticketId: uuid('ticket_id')
      .notNull()
      .references(() => ticket.id),
    identityId: uuid('identity_id')
      .notNull()
      .references(() => identity.id),
    addedAt: moment('added_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.ticketId, t.identityId] })],
)

export const ticketLink = pgTable(
  'ticket_link',
  {
    fromId: uuid('from_id')
      .notNull()
      .references(() => ticket.id),
    toId: uuid('to_id')
      .notNull()
      .references(() => ticket.id),
    kind: text({ enum: ['claims', 'split', 'related'] }).notNull(),
    createdAt: moment('created_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.fromId, t.toId, t.kind] }), index('ticket_link_to').on(t.toId)],
)

export const message = pgTable(
  'message',
  {
    id: uuid().primaryKey(),
    ticketId: uuid('ticket_id')
      .notNull()
      .references(() => ticket.id),
    author: text({ enum: authors }).notNull(),
    identityId: uuid('identity_id').references(() => identity.id),
    staffId: uuid('staff_id').references(() => staff.id),
    channel: text({ enum: channels }).notNull(),
    /** True for a note that only staff see. */
    internal: boolean().notNull().default(false),
    body: text().notNull(),
    /** The original this message was taken from. */
    inboundId: uuid('inbound_id'),
    createdAt: moment('created_at').notNull(),
    editedAt: moment('edited_at'),
  },
  (t) => [
    index('message_ticket').on(t.ticketId, t.createdAt, t.id),
    index('message_search').using('gin', sql`to_tsvector('russian', ${t.body})`),
    oneOf('message_author', t.author, authors),
    oneOf('message_channel', t.channel, channels),
  ],
)

/** An earlier wording of a message that its author edited. */
export const messageVersion = pgTable(
  'message_version',
  {
    messageId: uuid('message_id')
      .notNull()
      .references(() => message.id),
    version: integer().notNull(),
    body: text().notNull(),
    replacedAt: moment('replaced_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.messageId, t.version] })],
)

/** What a message is called outside: `telegram` chat:message, `email` Message-ID. Finds the ticket of a reply. */
export const messageRef = pgTable(
  'message_ref',
  {
    channel: text({ enum: channels }).notNull(),
    ref: text().notNull(),
    ticketId: uuid('ticket_id')
      .notNull()
      .references(() => ticket.id),
    messageId: uuid('message_id').references(() => message.id),
    createdAt: moment('created_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.channel, t.ref] }), index('message_ref_ticket').on(t.ticketId)],
)

export const attachmentVerdicts = ['accepted', 'refused', 'quarantined', 'blocked'] as const

export const attachment = pgTable(
  'attachment',
  {
    id: uuid().primaryKey(),
    messageId: uuid('message_id')
      .notNull()
      .references(() => message.id),
    name: text().notNull(),
    size: bigint({ mode: 'number' }).notNull(),
    mediaType: text('media_type').notNull(),
    sha256: text(),
    verdict: text({ enum: attachmentVerdicts }).notNull(),
    reason: text().notNull().default(''),
    /** Names in an archive, one a line; null for anything else. */
    listing: text(),
    /** Where to fetch the bytes from while `sha256` is null: a Telegram file_id. */
    remoteRef: text('remote_ref'),
    createdAt: moment('created_at').notNull(),
  },
  (t) => [
    index('attachment_message').on(t.messageId),
    oneOf('attachment_verdict', t.verdict, attachmentVerdicts),
  ],
)

/** Annex 1, 4.7: one vote per closure, changeable until the ticket is reopened. */
export const rating = pgTable(
  'rating',
  {
    ticketId: uuid('ticket_id')
      .notNull()
      .references(() => ticket.id),
    cycle: integer().notNull(),
    score: integer().notNull(),
    comment: text().notNull().default(''),
    channel: text({ enum: channels }).notNull(),
    createdAt: moment('created_at').notNull(),
    updatedAt: moment('updated_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.ticketId, t.cycle] })],
)

/** Every classification ever made, by an engine or by a person; the newest person's word counts. */
export const triageRecord = pgTable(
  'triage_record',
  {
    id: uuid().primaryKey(),
    ticketId: uuid('ticket_id')
      .notNull()
      .references(() => ticket.id),
    staffId: uuid('staff_id').references(() => staff.id),
    engine: text().notNull(),
    engineVersion: text('engine_version').notNull(),
    result: jsonb().notNull(),
    createdAt: moment('created_at').notNull(),
  },
  (t) => [index('triage_record_ticket').on(t.ticketId, t.createdAt)],
)

/** A Telegram private chat: language and the ticket its next words go to. */
export const telegramChat = pgTable(
  'telegram_chat',
  {
    chatId: text('chat_id').primaryKey(),
    identityId: uuid('identity_id')
      .notNull()
      .references(() => identity.id),
    locale: text({ enum: locales }).notNull(),
    /** The owner chose the language himself: then it follows his messages no more. */
    localeChosen: boolean('locale_chosen').notNull().default(false),
    focusTicketId: uuid('focus_ticket_id').references(() => ticket.id),
    /** What the bot has asked and waits for; shape by `src/telegram/dialogs/dialog.ts`. */
    dialog: jsonb(),
    updatedAt: moment('updated_at').notNull(),
  },
  (t) => [uniqueIndex('telegram_chat_identity').on(t.identityId)],
)
