import { sql } from 'drizzle-orm'
import { index, jsonb, pgTable, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core'
import { client } from './clients.ts'
import { moment, oneOf } from './columns.ts'
import { contact, staff } from './people.ts'
import { ticket } from './tickets.ts'

export const suspensionReasons = [
  'breach',
  'key_compromise',
  'access_compromise',
  'tariff_expired',
] as const
export const suspensionScopes = ['platform', 'products', 'holder', 'keys'] as const
export const resumptionStates = ['asked', 'verified', 'done', 'refused'] as const

/** 5.3.7–5.3.9, 7.4: one ground for closed access. They stack; each is lifted for itself, by a person. */
export const suspension = pgTable(
  'suspension',
  {
    id: uuid().primaryKey(),
    clientId: uuid('client_id')
      .notNull()
      .references(() => client.id),
    scope: text({ enum: suspensionScopes }).notNull(),
    /** Codes, for the scope of products. */
    products: text().array().notNull(),
    /** The holder of the certificate (definition 3). */
    holderContactId: uuid('holder_contact_id').references(() => contact.id),
    /** Serial numbers of certificates, normalised. */
    keySerials: text('key_serials').array().notNull(),
    reason: text({ enum: suspensionReasons }).notNull(),
    /** `4.3.1` … `4.3.12`, for a breach. */
    codes: text().array().notNull(),
    text: text().notNull(),
    caseId: uuid('case_id'),
    startsAt: moment('starts_at').notNull(),
    createdAt: moment('created_at').notNull(),
    createdBy: jsonb('created_by').notNull(),
    liftedAt: moment('lifted_at'),
    liftedBy: jsonb('lifted_by'),
    liftReason: text('lift_reason').notNull().default(''),
    resumptionId: uuid('resumption_id'),
  },
  (t) => [
    index('suspension_client').on(t.clientId, t.createdAt),
    index('suspension_holder').on(t.holderContactId),
    // Only once: one suspension in force for a case, one for an expired tariff.
    uniqueIndex('suspension_case').on(t.caseId).where(sql`${t.liftedAt} is null`),
    uniqueIndex('suspension_tariff')
      .on(t.clientId)
      .where(sql`${t.reason} = 'tariff_expired' and ${t.liftedAt} is null`),
    oneOf('suspension_scope', t.scope, suspensionScopes),
    oneOf('suspension_reason', t.reason, suspensionReasons),
  ],
)

/** 7.4, R68: the client's own request to open access again, its proof, and the second person's word. */
export const resumption = pgTable(
  'resumption',
  {
    id: uuid().primaryKey(),
    clientId: uuid('client_id')
      .notNull()
      .references(() => client.id),
    suspensionIds: uuid('suspension_ids').array().notNull(),
    state: text({ enum: resumptionStates }).notNull(),
    /** Who asks: known to us as a person, or only by name so far. */
    contactId: uuid('contact_id').references(() => contact.id),
    requesterName: text('requester_name').notNull(),
    channel: text().notNull(),
    ticketId: uuid('ticket_id').references(() => ticket.id),
    note: text().notNull(),
    /** Serial of the certificate that takes the place of the compromised one, if told. */
    newSerial: text('new_serial').notNull().default(''),
    receivedAt: moment('received_at').notNull(),
    createdAt: moment('created_at').notNull(),
    verification: text({
      enum: ['trusted_phone', 'trusted_email', 'linked_telegram', 'in_person'],
    }),
    verifiedBy: uuid('verified_by').references(() => staff.id),
    verifiedAt: moment('verified_at'),
    endedBy: uuid('ended_by').references(() => staff.id),
    endedAt: moment('ended_at'),
    endReason: text('end_reason').notNull().default(''),
  },
  (t) => [
    uniqueIndex('resumption_open').on(t.clientId).where(sql`${t.state} in ('asked', 'verified')`),
    index('resumption_client').on(t.clientId, t.createdAt),
    oneOf('resumption_state', t.state, resumptionStates),
  ],
)
