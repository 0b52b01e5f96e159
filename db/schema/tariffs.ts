import { sql } from 'drizzle-orm'
import {
  boolean,
  check,
  date,
  foreignKey,
  index,
  integer,
  jsonb,
  numeric,
  pgTable,
  primaryKey,
  text,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core'
import { tariff } from './catalogue.ts'
import { client } from './clients.ts'
import { moment, oneOf } from './columns.ts'
import { staff } from './people.ts'

/** 5.3.10: what makes a tariff cheaper or longer for a while. */
export const promotionKinds = ['promotion', 'discount', 'bonus'] as const

export const promotion = pgTable(
  'promotion',
  {
    id: uuid().primaryKey(),
    kind: text({ enum: promotionKinds }).notNull(),
    titleRu: text('title_ru').notNull(),
    titleKk: text('title_kk').notNull(),
    conditionsRu: text('conditions_ru').notNull(),
    conditionsKk: text('conditions_kk').notNull(),
    /** Codes of the tariffs it applies to; empty for all. */
    tariffCodes: text('tariff_codes').array().notNull(),
    /** Off the price; null for none. */
    percent: numeric({ precision: 5, scale: 2 }),
    /** Months given on top of the paid period. */
    bonusMonths: integer('bonus_months').notNull().default(0),
    startsAt: moment('starts_at').notNull(),
    endsAt: moment('ends_at').notNull(),
    published: boolean().notNull(),
    withdrawnAt: moment('withdrawn_at'),
    createdBy: uuid('created_by')
      .notNull()
      .references(() => staff.id),
    createdAt: moment('created_at').notNull(),
    updatedAt: moment('updated_at').notNull(),
  },
  (t) => [
    oneOf('promotion_kind', t.kind, promotionKinds),
    check('promotion_percent', sql`${t.percent} > 0 and ${t.percent} <= 100`),
    check('promotion_period', sql`${t.endsAt} > ${t.startsAt}`),
  ],
)

/** A client on a tariff. The version is the one of his last paid period, whatever the catalogue says now (5.3.4). */
export const subscription = pgTable(
  'subscription',
  {
    id: uuid().primaryKey(),
    clientId: uuid('client_id')
      .notNull()
      .references(() => client.id),
    tariffCode: text('tariff_code').notNull(),
    tariffVersion: integer('tariff_version').notNull(),
    /** First day, in Astana. */
    startsOn: date('starts_on').notNull(),
    /** Last day paid for, in Astana; null for a free tariff, and while nothing has been paid. */
    paidUntil: date('paid_until'),
    /** When we noticed that the paid time is over (5.3.9). */
    expiredAt: moment('expired_at'),
    /** Another tariff took its place, or the client left. */
    endedAt: moment('ended_at'),
    endReason: text('end_reason').notNull().default(''),
    source: text({ enum: ['staff', 'platform'] }).notNull(),
    createdBy: jsonb('created_by').notNull(),
    createdAt: moment('created_at').notNull(),
    updatedAt: moment('updated_at').notNull(),
  },
  (t) => [
    foreignKey({
      name: 'subscription_tariff',
      columns: [t.tariffCode, t.tariffVersion],
      foreignColumns: [tariff.code, tariff.version],
    }),
    uniqueIndex('subscription_live').on(t.clientId).where(sql`${t.endedAt} is null`),
    index('subscription_client').on(t.clientId, t.createdAt),
    index('subscription_paid_until').on(t.paidUntil, t.id).where(sql`${t.endedAt} is null`),
  ],
)

/** Money that staff or the platform say has come; the desk takes none itself (R38). */
export const payment = pgTable(
  'payment',
  {
    id: uuid().primaryKey(),
    clientId: uuid('client_id')
      .notNull()
      .references(() => client.id),
    subscriptionId: uuid('subscription_id')
      .notNull()
      .references(() => subscription.id),
    invoiceNumber: text('invoice_number').notNull(),
    amountTenge: numeric('amount_tenge', { precision: 14, scale: 2 }).notNull(),
    /** Days in Astana. */
    paidOn: date('paid_on').notNull(),
    periodFrom: date('period_from').notNull(),
    periodTo: date('period_to').notNull(),
    /** The price it was for. */
    tariffVersion: integer('tariff_version').notNull(),
    promotionId: uuid('promotion_id').references(() => promotion.id),
    note: text().notNull(),
    recordedBy: jsonb('recorded_by').notNull(),
    recordedAt: moment('recorded_at').notNull(),
    /** Recorded by mistake. */
    voidedAt: moment('voided_at'),
    voidedBy: jsonb('voided_by'),
    voidReason: text('void_reason').notNull().default(''),
  },
  (t) => [
    uniqueIndex('payment_invoice')
      .on(t.clientId, t.invoiceNumber)
      .where(sql`${t.voidedAt} is null`),
    index('payment_subscription').on(t.subscriptionId, t.periodTo),
    check('payment_amount', sql`${t.amountTenge} >= 0`),
    check('payment_period', sql`${t.periodTo} >= ${t.periodFrom}`),
  ],
)

/** A client is reminded of each end of a paid period at each distance once. */
export const paymentReminder = pgTable(
  'payment_reminder',
  {
    subscriptionId: uuid('subscription_id')
      .notNull()
      .references(() => subscription.id),
    paidUntil: date('paid_until').notNull(),
    daysBefore: integer('days_before').notNull(),
    at: moment('at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.subscriptionId, t.paidUntil, t.daysBefore] })],
)
