import { jsonb, pgTable, text, unique, uuid } from 'drizzle-orm/pg-core'
import { client } from './clients.ts'
import { moment, oneOf } from './columns.ts'
import { staff } from './people.ts'
import { ticket } from './tickets.ts'

/** 5.2.8: somebody breaks 4.3; 5.2.7: a weakness of the platform, or an attack on it. */
export const abuseKinds = ['abuse', 'vulnerability'] as const
export const abuseOutcomes = ['confirmed', 'unfounded', 'duplicate', 'passed_on'] as const

/** A report of abuse or of a weakness (R39, R41); its words and materials lie in the ticket. */
export const abuseReport = pgTable(
  'abuse_report',
  {
    id: uuid().primaryKey(),
    ticketId: uuid('ticket_id')
      .notNull()
      .references(() => ticket.id),
    kind: text({ enum: abuseKinds }).notNull(),
    /** `4.3.1` … `4.3.12`: what the reporter or staff hold to be broken. */
    codes: text().array().notNull(),
    /** Who is said to have done it: a client we know, or words. */
    targetClientId: uuid('target_client_id').references(() => client.id),
    targetText: text('target_text').notNull(),
    happenedAt: moment('happened_at'),
    createdAt: moment('created_at').notNull(),
    createdBy: jsonb('created_by').notNull(),
    outcome: text({ enum: abuseOutcomes }),
    outcomeReason: text('outcome_reason').notNull().default(''),
    decidedBy: uuid('decided_by').references(() => staff.id),
    decidedAt: moment('decided_at'),
  },
  (t) => [
    unique('abuse_report_ticket').on(t.ticketId),
    oneOf('abuse_report_kind', t.kind, abuseKinds),
    oneOf('abuse_report_outcome', t.outcome, abuseOutcomes),
  ],
)
