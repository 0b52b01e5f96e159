import { sql } from 'drizzle-orm'
import { boolean, check, index, jsonb, pgTable, text, uuid } from 'drizzle-orm/pg-core'
import { moment, oneOf } from './columns.ts'
import { staff } from './people.ts'

/** How a member of staff works; without a row: company hours, no special skill, takes part in assignment. */
export const staffWork = pgTable('staff_work', {
  staffId: uuid('staff_id')
    .primaryKey()
    .references(() => staff.id),
  skills: text().array().notNull().default([]),
  /** Seven lists of intervals, Monday first, as in the working calendar; null: the company's hours. */
  week: jsonb(),
  /** The desk may put new tickets into his hands by itself. */
  takesTickets: boolean('takes_tickets').notNull().default(true),
  /** When the desk last did: whose turn it is among equals. */
  lastAssignedAt: moment('last_assigned_at'),
  updatedAt: moment('updated_at').notNull(),
})

export const absenceKinds = ['vacation', 'sick', 'other'] as const
/** What becomes of the tickets of somebody who is away. */
export const handOvers = ['keep', 'queue', 'colleague'] as const

export const staffAbsence = pgTable(
  'staff_absence',
  {
    id: uuid().primaryKey(),
    staffId: uuid('staff_id')
      .notNull()
      .references(() => staff.id),
    kind: text({ enum: absenceKinds }).notNull(),
    startsAt: moment('starts_at').notNull(),
    endsAt: moment('ends_at').notNull(),
    handOver: text('hand_over', { enum: handOvers }).notNull(),
    toStaffId: uuid('to_staff_id').references(() => staff.id),
    /** For whoever takes the tickets over. */
    note: text().notNull(),
    /** When the tickets were handed over. */
    handedOverAt: moment('handed_over_at'),
    createdBy: uuid('created_by')
      .notNull()
      .references(() => staff.id),
    createdAt: moment('created_at').notNull(),
    /** Called off, or back earlier. */
    cancelledAt: moment('cancelled_at'),
  },
  (t) => [
    index('staff_absence_staff').on(t.staffId, t.endsAt).where(sql`${t.cancelledAt} is null`),
    index('staff_absence_hand_over')
      .on(t.startsAt)
      .where(sql`${t.handedOverAt} is null and ${t.cancelledAt} is null`),
    check('staff_absence_span', sql`${t.endsAt} > ${t.startsAt}`),
    check(
      'staff_absence_colleague',
      sql`(${t.handOver} = 'colleague') = (${t.toStaffId} is not null)`,
    ),
    oneOf('staff_absence_kind', t.kind, absenceKinds),
    oneOf('staff_absence_hand_over_kind', t.handOver, handOvers),
  ],
)
