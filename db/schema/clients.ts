import { sql } from 'drizzle-orm'
import {
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
import { moment, nameWords, oneOf } from './columns.ts'
import { contact, identity, staff } from './people.ts'

/** Definition 7. */
export const clientKinds = [
  'individual',
  'legal_entity',
  'branch',
  'representative_office',
  'sole_trader',
  'advocate',
  'notary',
  'bailiff',
  'other',
] as const
/** Definition 24: the first two may speak for the client. */
export const clientRoles = ['first_head', 'authorised', 'user'] as const
export const trustedChannels = ['phone', 'email'] as const

export const client = pgTable(
  'client',
  {
    id: uuid().primaryKey(),
    kind: text({ enum: clientKinds }).notNull(),
    name: text().notNull(),
    nonResident: boolean('non_resident').notNull().default(false),
    /** IIN or BIN; the hash is keyed and finds it. Both null with a reason, for non-residents and the like (R20). */
    numberSealed: text('number_sealed'),
    numberHash: text('number_hash'),
    noNumberReason: text('no_number_reason').notNull().default(''),
    /** Definition 1 (R1). */
    acceptedAt: moment('accepted_at'),
    acceptedBy: text('accepted_by', { enum: ['signature', 'payment'] }),
    acceptedVersion: text('accepted_version').notNull().default(''),
    /** What the client told us under 2.7; shown to operators, nothing more. */
    reservations: text().notNull().default(''),
    /** 5.3.6 (R44). */
    logoConsent: text('logo_consent', { enum: ['unknown', 'yes', 'no'] })
      .notNull()
      .default('unknown'),
    logoConsentAt: moment('logo_consent_at'),
    logoConsentNote: text('logo_consent_note').notNull().default(''),
    /** Where the data came from: staff, import, platform. Self-declared by the client all the same (2.6). */
    source: text({ enum: ['staff', 'import', 'platform'] }).notNull(),
    /** A made-up client to rehearse on; the platform is told so. */
    drill: boolean().notNull().default(false),
    /** What kense.app calls this client. */
    platformId: text('platform_id'),
    mergedIntoId: uuid('merged_into_id'),
    createdAt: moment('created_at').notNull(),
    updatedAt: moment('updated_at').notNull(),
  },
  (t) => [
    unique('client_platform').on(t.platformId),
    uniqueIndex('client_number').on(t.numberHash).where(sql`${t.mergedIntoId} is null`),
    index('client_name_words').using('gin', nameWords(t.name)),
    index('client_newest')
      .on(t.createdAt.desc(), t.id.desc())
      .where(sql`${t.mergedIntoId} is null`),
    oneOf('client_kind', t.kind, clientKinds),
  ],
)

/** Who acts for which client, and on what ground (definition 24; R19, R21). */
export const clientContact = pgTable(
  'client_contact',
  {
    clientId: uuid('client_id')
      .notNull()
      .references(() => client.id),
    contactId: uuid('contact_id')
      .notNull()
      .references(() => contact.id),
    role: text({ enum: clientRoles }).notNull(),
    /** Power of attorney, order: what the authority rests on. */
    basis: text().notNull().default(''),
    validUntil: moment('valid_until'),
    createdAt: moment('created_at').notNull(),
    endedAt: moment('ended_at'),
  },
  (t) => [
    primaryKey({ columns: [t.clientId, t.contactId] }),
    index('client_contact_person').on(t.contactId),
    uniqueIndex('client_contact_head')
      .on(t.clientId)
      .where(sql`${t.role} = 'first_head' and ${t.endedAt} is null`),
    oneOf('client_contact_role', t.role, clientRoles),
  ],
)

/** 2.5: where notices of legal weight go. The row without an end is the one in force. */
export const trustedContact = pgTable(
  'trusted_contact',
  {
    id: uuid().primaryKey(),
    clientId: uuid('client_id')
      .notNull()
      .references(() => client.id),
    contactId: uuid('contact_id')
      .notNull()
      .references(() => contact.id),
    channel: text({ enum: trustedChannels }).notNull(),
    address: text().notNull(),
    since: moment('since').notNull(),
    until: moment('until'),
  },
  (t) => [
    uniqueIndex('trusted_contact_in_force')
      .on(t.clientId, t.channel)
      .where(sql`${t.until} is null`),
    index('trusted_contact_address').on(t.channel, t.address).where(sql`${t.until} is null`),
    index('trusted_contact_person').on(t.contactId),
    oneOf('trusted_contact_channel', t.channel, trustedChannels),
  ],
)

/** A change of a trusted contact on its way: asked for, then confirmed (R25). */
export const trustedChange = pgTable(
  'trusted_change',
  {
    id: uuid().primaryKey(),
    clientId: uuid('client_id')
      .notNull()
      .references(() => client.id),
    contactId: uuid('contact_id')
      .notNull()
      .references(() => contact.id),
    channel: text({ enum: trustedChannels }).notNull(),
    address: text().notNull(),
    /** The wish came from the contact in force, or a person checked it by hand. */
    ground: text({ enum: ['old_contact', 'manual'] }).notNull(),
    reason: text().notNull(),
    state: text({ enum: ['asked', 'confirmed', 'cancelled'] }).notNull(),
    askedBy: uuid('asked_by')
      .notNull()
      .references(() => staff.id),
    askedAt: moment('asked_at').notNull(),
    endedBy: uuid('ended_by').references(() => staff.id),
    endedAt: moment('ended_at'),
  },
  (t) => [
    uniqueIndex('trusted_change_one').on(t.clientId, t.channel).where(sql`${t.state} = 'asked'`),
    oneOf('trusted_change_state', t.state, ['asked', 'confirmed', 'cancelled']),
  ],
)

/** One-time secrets that tie a Telegram account to a person: a link, or a code sent to the trusted e-mail. */
export const linkSecret = pgTable(
  'link_secret',
  {
    id: uuid().primaryKey(),
    kind: text({ enum: ['link', 'email_code'] }).notNull(),
    contactId: uuid('contact_id')
      .notNull()
      .references(() => contact.id),
    /** Who may use it: for a code the account that asked; anybody who holds a link. */
    identityId: uuid('identity_id').references(() => identity.id),
    secretHash: text('secret_hash').notNull(),
    triesLeft: integer('tries_left').notNull(),
    createdAt: moment('created_at').notNull(),
    expiresAt: moment('expires_at').notNull(),
    usedAt: moment('used_at'),
  },
  (t) => [
    unique('link_secret_hash').on(t.secretHash),
    index('link_secret_identity').on(t.identityId, t.createdAt),
    index('link_secret_contact').on(t.contactId, t.createdAt),
  ],
)

/** What a merge of two clients or two persons moved, so that it can be taken back. */
export const mergeRecord = pgTable(
  'merge_record',
  {
    id: uuid().primaryKey(),
    kind: text({ enum: ['client', 'contact'] }).notNull(),
    fromId: uuid('from_id').notNull(),
    intoId: uuid('into_id').notNull(),
    moved: jsonb().notNull(),
    createdAt: moment('created_at').notNull(),
    undoneAt: moment('undone_at'),
  },
  (t) => [index('merge_record_into').on(t.intoId), index('merge_record_from').on(t.fromId)],
)
