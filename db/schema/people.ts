import { sql } from 'drizzle-orm'
import { bigint, index, pgTable, text, unique, uniqueIndex, uuid } from 'drizzle-orm/pg-core'
import { moment, nameWords, oneOf } from './columns.ts'

export const channels = ['telegram', 'email', 'phone', 'web'] as const
export const locales = ['ru', 'kk', 'en'] as const
export const assurances = ['unknown', 'claimed', 'verified'] as const
/** How we came to believe that an address is a person's own. */
export const establishedWays = [
  'first_seen',
  'own_phone',
  'one_time_link',
  'email_code',
  'trusted_contact',
  'staff',
] as const
export const staffRoles = [
  'operator',
  'engineer',
  'supervisor',
  'compromise-officer',
  'admin',
  'auditor',
] as const

/** A person who writes to us; may later be tied to one or several client organisations. */
export const contact = pgTable(
  'contact',
  {
    id: uuid().primaryKey(),
    name: text().notNull(),
    locale: text({ enum: locales }),
    /** IIN, encrypted; the keyed hash finds it. */
    iinSealed: text('iin_sealed'),
    iinHash: text('iin_hash'),
    mergedIntoId: uuid('merged_into_id'),
    createdAt: moment('created_at').notNull(),
  },
  (t) => [
    oneOf('contact_locale', t.locale, locales),
    uniqueIndex('contact_iin').on(t.iinHash).where(sql`${t.mergedIntoId} is null`),
    index('contact_name_words').using('gin', nameWords(t.name)),
  ],
)

/** One address of a contact: a Telegram user id, an e-mail address, a phone in E.164. */
export const identity = pgTable(
  'identity',
  {
    id: uuid().primaryKey(),
    contactId: uuid('contact_id')
      .notNull()
      .references(() => contact.id),
    channel: text({ enum: channels }).notNull(),
    address: text().notNull(),
    displayName: text('display_name').notNull().default(''),
    assurance: text({ enum: assurances }).notNull().default('unknown'),
    established: text({ enum: establishedWays }).notNull().default('first_seen'),
    establishedAt: moment('established_at'),
    /** The other side refuses our messages: bot blocked, address bounced. */
    unreachableAt: moment('unreachable_at'),
    unreachableReason: text('unreachable_reason'),
    createdAt: moment('created_at').notNull(),
  },
  (t) => [
    unique('identity_address').on(t.channel, t.address),
    index('identity_contact').on(t.contactId),
    oneOf('identity_channel', t.channel, channels),
    oneOf('identity_assurance', t.assurance, assurances),
    oneOf('identity_established', t.established, establishedWays),
  ],
)

export const staff = pgTable(
  'staff',
  {
    id: uuid().primaryKey(),
    email: text().notNull(),
    name: text().notNull(),
    role: text({ enum: staffRoles }).notNull(),
    passwordHash: text('password_hash').notNull(),
    telegramUserId: text('telegram_user_id'),
    disabledAt: moment('disabled_at'),
    createdAt: moment('created_at').notNull(),
  },
  (t) => [
    unique('staff_email').on(t.email),
    oneOf('staff_role', t.role, staffRoles),
    unique('staff_telegram').on(t.telegramUserId),
  ],
)

/** Server-side session; only the hash of the cookie's token is kept. */
export const staffSession = pgTable(
  'staff_session',
  {
    tokenHash: text('token_hash').primaryKey(),
    staffId: uuid('staff_id')
      .notNull()
      .references(() => staff.id),
    createdAt: moment('created_at').notNull(),
    expiresAt: moment('expires_at').notNull(),
    /** When its bearer proved the second factor too. */
    secondFactorAt: moment('second_factor_at'),
  },
  (t) => [index('staff_session_staff').on(t.staffId)],
)

/** RFC 6238: the secret shared with the phone of a member of staff, encrypted. */
export const staffTotp = pgTable('staff_totp', {
  staffId: uuid('staff_id')
    .primaryKey()
    .references(() => staff.id),
  secretSealed: text('secret_sealed').notNull(),
  /** null until the first right code has shown that the phone has it. */
  confirmedAt: moment('confirmed_at'),
  /** Time step of the last code taken: none is taken twice (RFC 6238, 5.2). */
  lastStep: bigint('last_step', { mode: 'number' }).notNull().default(0),
  createdAt: moment('created_at').notNull(),
})

/** Each stands in for one code when the phone is gone. */
export const staffRecoveryCode = pgTable(
  'staff_recovery_code',
  {
    codeHash: text('code_hash').primaryKey(),
    staffId: uuid('staff_id')
      .notNull()
      .references(() => staff.id),
    createdAt: moment('created_at').notNull(),
    usedAt: moment('used_at'),
  },
  (t) => [index('staff_recovery_code_staff').on(t.staffId)],
)

/** A one-time link that lets its bearer set a password: first administrator, invitation, reset. */
export const staffInvite = pgTable('staff_invite', {
  tokenHash: text('token_hash').primaryKey(),
  role: text({ enum: staffRoles }).notNull(),
  createdAt: moment('created_at').notNull(),
  expiresAt: moment('expires_at').notNull(),
  usedAt: moment('used_at'),
  usedBy: uuid('used_by').references(() => staff.id),
})

/** Failed sign-ins of the last minutes, by address and by network: the brake on guessing. */
export const signInFailure = pgTable(
  'sign_in_failure',
  {
    id: uuid().primaryKey().default(sql`gen_random_uuid()`),
    subject: text().notNull(),
    at: moment('at').notNull(),
  },
  (t) => [index('sign_in_failure_subject').on(t.subject, t.at)],
)
