import { sql } from 'drizzle-orm'
import {
  boolean,
  index,
  integer,
  jsonb,
  pgTable,
  text,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core'
import { moment, oneOf } from './columns.ts'
import { staff } from './people.ts'
import { ticket } from './tickets.ts'

export const alertSeverities = ['info', 'warning', 'critical'] as const

/** Something a member of staff has to look at. While nobody has, the same trouble is counted, not repeated. */
export const alert = pgTable(
  'alert',
  {
    id: uuid().primaryKey(),
    kind: text().notNull(),
    severity: text({ enum: alertSeverities }).notNull(),
    /** Names the trouble: one open alert for each. */
    key: text().notNull(),
    ticketId: uuid('ticket_id').references(() => ticket.id),
    /** Whom it concerns first; everybody sees it. */
    staffId: uuid('staff_id').references(() => staff.id),
    /** Supervisors are to hear of it too. */
    toSupervisor: boolean('to_supervisor').notNull().default(false),
    /** Parameters of the alert's sentence; never a client's words or addresses. */
    data: jsonb().$type<Record<string, string | number>>().notNull(),
    times: integer().notNull().default(1),
    createdAt: moment('created_at').notNull(),
    lastAt: moment('last_at').notNull(),
    acknowledgedAt: moment('acknowledged_at'),
    acknowledgedBy: uuid('acknowledged_by').references(() => staff.id),
  },
  (t) => [
    uniqueIndex('alert_open_key').on(t.key).where(sql`${t.acknowledgedAt} is null`),
    index('alert_recent').on(t.createdAt, t.id),
    oneOf('alert_severity', t.severity, alertSeverities),
  ],
)
