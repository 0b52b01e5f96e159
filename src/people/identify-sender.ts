import { sql } from 'drizzle-orm'
import type { Transaction } from '../../db/client.ts'
import { jsonRows } from '../../db/json-rows.ts'
import { contact, identity } from '../../db/schema/people.ts'
import type { Ctx } from '../context.ts'
import type { Locale } from '../i18n/locale.ts'

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
  const [known] = await identifySenders(ctx, tx, [{ ...sender, locale }])
  if (!known) throw new Error('identity vanished')
  return known
}

/** The same for several senders, in the same statements; results in their order. */
export async function identifySenders(
  ctx: Ctx,
  tx: Transaction,
  senders: (Sender & { locale: Locale | null })[],
): Promise<Identity[]> {
  const known = await findIdentities(tx, senders)
  const strangers = senders.filter((sender) => !known.has(keyOf(sender)))
  if (strangers.length > 0) {
    await createContacts(ctx, tx, strangers)
    // Where another transaction met the same stranger first, ours has waited for it and wrote nothing.
    for (const [key, found] of await findIdentities(tx, strangers)) known.set(key, found)
  }
  return senders.map((sender) => {
    const found = known.get(keyOf(sender))
    if (!found) throw new Error('identity vanished')
    return found
  })
}

const keyOf = (one: { channel: Channel; address: string }) => `${one.channel}:${one.address}`

async function findIdentities(tx: Transaction, senders: Sender[]): Promise<Map<string, Identity>> {
  const { source } = jsonRows(identity, ['channel', 'address'], senders)
  const rows = await tx
    .select()
    .from(identity)
    .where(
      sql`(${identity.channel}, ${identity.address}) in (select given.channel, given.address from ${source})`,
    )
  return new Map(rows.map((row) => [keyOf(row), row]))
}

async function createContacts(
  ctx: Ctx,
  tx: Transaction,
  strangers: (Sender & { locale: Locale | null })[],
): Promise<void> {
  const createdAt = ctx.now()
  const made = strangers.map(({ locale, ...sender }) => {
    const contactId = ctx.newId()
    return {
      person: { id: contactId, name: sender.displayName || sender.address, locale, createdAt },
      address: { id: ctx.newId(), contactId, ...sender, createdAt },
    }
  })
  const address = jsonRows(
    identity,
    ['id', 'contactId', 'channel', 'address', 'displayName', 'createdAt'],
    made.map((one) => one.address),
  )
  const person = jsonRows(
    contact,
    ['id', 'name', 'locale', 'createdAt'],
    made.map((one) => one.person),
  )
  await tx.execute(sql`
    with met as (
      insert into ${identity} (${address.columns}) select ${address.columns} from ${address.source}
      on conflict (channel, address) do nothing returning contact_id
    )
    insert into ${contact} (${person.columns}) select ${person.columns} from ${person.source}
    where given.id in (select contact_id from met)`)
}
