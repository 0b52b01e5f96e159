import { jsonb, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core'
import { moment, oneOf } from './columns.ts'
import { assurances, staff } from './people.ts'
import { message, ticket } from './tickets.ts'

/** How sure it is that the visible sender wrote a mail; found out after the mail is taken. */
export const messageAssurance = pgTable(
  'message_assurance',
  {
    messageId: uuid('message_id')
      .primaryKey()
      .references(() => message.id),
    level: text({ enum: assurances }).notNull(),
    reason: text().notNull(),
    /** What SPF, DKIM and DMARC said. */
    facts: jsonb().notNull(),
    checkedAt: moment('checked_at').notNull(),
  },
  (t) => [oneOf('message_assurance_level', t.level, assurances)],
)

export const ccDecisions = ['accepted', 'declined'] as const

/** An address a mail of the ticket was also sent to: takes part only once staff accept it (R102). */
export const ticketCc = pgTable(
  'ticket_cc',
  {
    ticketId: uuid('ticket_id')
      .notNull()
      .references(() => ticket.id),
    address: text().notNull(),
    name: text().notNull().default(''),
    messageId: uuid('message_id').references(() => message.id),
    seenAt: moment('seen_at').notNull(),
    /** null: nobody has decided. */
    decision: text({ enum: ccDecisions }),
    decidedBy: uuid('decided_by').references(() => staff.id),
    decidedAt: moment('decided_at'),
  },
  (t) => [
    primaryKey({ columns: [t.ticketId, t.address] }),
    oneOf('ticket_cc_decision', t.decision, ccDecisions),
  ],
)
