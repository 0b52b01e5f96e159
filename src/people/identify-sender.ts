import { and, eq } from 'drizzle-orm'
import type { Transaction } from '../../db/client.ts'
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
  const known = await findIdentity(tx, sender)
  if (known) return known
  const contactId = ctx.newId()
  await tx.insert(contact).values({
    id: contactId,
    name: sender.displayName || sender.address,
    locale,
    createdAt: ctx.now(),
  })
  const [created] = await tx
    .insert(identity)
    .values({ id: ctx.newId(), contactId, ...sender, createdAt: ctx.now() })
    .onConflictDoNothing()
    .returning()
  // Another transaction met the same stranger first: his row is visible now that our insert has waited for it.
  const found = created ?? (await findIdentity(tx, sender))
  if (!found) throw new Error('identity vanished')
  if (!created) await tx.delete(contact).where(eq(contact.id, contactId))
  return found
}

async function findIdentity(tx: Transaction, sender: Sender): Promise<Identity | undefined> {
  const [row] = await tx
    .select()
    .from(identity)
    .where(and(eq(identity.channel, sender.channel), eq(identity.address, sender.address)))
  return row
}
