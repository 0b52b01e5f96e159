import { sql } from 'drizzle-orm'
import type { Transaction } from '../../db/client.ts'
import { jsonRows } from '../../db/json-rows.ts'
import { contact, identity } from '../../db/schema/people.ts'
import type { Ctx } from '../context.ts'
import type { Locale } from '../i18n/locale.ts'
import { together } from '../together.ts'

export type Channel = (typeof identity.channel.enumValues)[number]
export type Identity = typeof identity.$inferSelect

export type Sender = {
  channel: Channel
  /** Telegram user id, lower-case e-mail address, or phone in E.164. */
  address: string
  displayName: string
}

/** The identity behind an address; a stranger gets a contact of his own (Annex 1, 3.2 d: served, at low priority). */
export async function identifySender(
  ctx: Ctx,
  tx: Transaction,
  sender: Sender,
  locale: Locale | null,
): Promise<Identity> {
  return identifyTogether(tx, { ctx, sender: { ...sender, locale } })
}

type Stranger = Sender & { locale: Locale | null }

type Asked = { ctx: Ctx; sender: Stranger }

const identifyTogether = together(async (tx, asked: Asked[]): Promise<Identity[]> => {
  const senders = asked.map(({ sender }) => sender)
  return asked[0] ? identifySenders(asked[0].ctx, tx, senders) : []
})

/** The same for several senders, in the same statements; results in their order. */
export async function identifySenders(
  ctx: Ctx,
  tx: Transaction,
  senders: Stranger[],
): Promise<Identity[]> {
  const known = await findIdentities(tx, senders)
  const strangers = senders.filter((sender) => !known.has(keyOf(sender)))
  if (strangers.length > 0) {
    for (const row of await createContacts(ctx, tx, strangers)) known.set(keyOf(row), row)
    // Where another transaction met the same stranger first, ours has waited for it and wrote nothing.
    const met = strangers.filter((sender) => !known.has(keyOf(sender)))
    for (const [key, found] of await findIdentities(tx, met)) known.set(key, found)
  }
  return senders.map((sender) => {
    const found = known.get(keyOf(sender))
    if (!found) throw new Error('identity vanished')
    return found
  })
}

const keyOf = (one: { channel: Channel; address: string }) => `${one.channel}:${one.address}`

async function findIdentities(tx: Transaction, senders: Sender[]): Promise<Map<string, Identity>> {
  if (senders.length === 0) return new Map()
  const { source } = jsonRows(identity, ['channel', 'address'], senders)
  const rows = await tx
    .select()
    .from(identity)
    .where(
      sql`(${identity.channel}, ${identity.address}) in (select given.channel, given.address from ${source})`,
    )
  return new Map(rows.map((row) => [keyOf(row), row]))
}

/** Those that were not known to anybody else meanwhile. */
async function createContacts(
  ctx: Ctx,
  tx: Transaction,
  strangers: Stranger[],
): Promise<Identity[]> {
  const createdAt = ctx.now()
  // One order everywhere: two groups with the same strangers never wait for each other.
  const sorted = strangers.toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1))
  const made = sorted.map(({ locale, ...sender }) => {
    const contactId = ctx.newId()
    return {
      person: { id: contactId, name: sender.displayName || sender.address, locale, createdAt },
      address: { id: ctx.newId(), contactId, ...sender, ...unproven, createdAt },
    }
  })
  const address = jsonRows(
    identity,
    [
      'id',
      'contactId',
      'channel',
      'address',
      'displayName',
      'assurance',
      'established',
      'createdAt',
    ],
    made.map((one) => one.address),
  )
  const person = jsonRows(
    contact,
    ['id', 'name', 'locale', 'createdAt'],
    made.map((one) => one.person),
  )
  const met = await tx.execute<{ id: string }>(sql`
    with met as (
      insert into ${identity} (${address.columns}) select ${address.columns} from ${address.source}
      on conflict (channel, address) do nothing returning id, contact_id
    ), people as (
      insert into ${contact} (${person.columns}) select ${person.columns} from ${person.source}
      where given.id in (select contact_id from met)
    )
    select id from met`)
  const ids = new Set(met.map(({ id }) => id))
  return made.flatMap(({ address }) => (ids.has(address.id) ? address : []))
}

const unproven = {
  assurance: 'unknown',
  established: 'first_seen',
  establishedAt: null,
  unreachableAt: null,
  unreachableReason: null,
} as const
