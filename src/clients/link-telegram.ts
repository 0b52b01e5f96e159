import { eq } from 'drizzle-orm'
import type { Transaction } from '../../db/client.ts'
import { trustedContact } from '../../db/schema/clients.ts'
import { type establishedWays, identity } from '../../db/schema/people.ts'
import { appendAudit } from '../audit.ts'
import type { Ctx } from '../context.ts'
import { DomainError } from '../errors.ts'
import type { Identity } from '../people/identify-sender.ts'
import { lockContacts, moveContact } from './move-contact.ts'
import { queueNotice, type Recipient, trustedRecipients } from './notify-client.ts'
import { isRegistered } from './resolve-person.ts'
import { clientsOfContact } from './sender-context.ts'

export type LinkWay = Extract<
  (typeof establishedWays)[number],
  'own_phone' | 'one_time_link' | 'email_code'
>

/** @throws DomainError unless the actor is that account's owner or the system on his behalf */
export function requireOwner(ctx: Ctx, who: Identity): void {
  const owner = ctx.actor.kind === 'customer' && ctx.actor.contactId === who.contactId
  if (!owner && ctx.actor.kind !== 'system') throw new DomainError('forbidden', 'ownerOnly')
}

/** The account, locked. @throws DomainError `not_found`, or `precondition` unless it is a Telegram account */
export async function requireTelegramForUpdate(
  tx: Transaction,
  identityId: string,
): Promise<Identity> {
  const [row] = await tx.select().from(identity).where(eq(identity.id, identityId)).for('update')
  if (!row) throw new DomainError('not_found', 'identityNotFound')
  if (row.channel !== 'telegram') throw new DomainError('precondition', 'telegramOnly')
  return row
}

/**
 * From now on the Telegram account speaks for the person, with full assurance; what he wrote as a stranger is
 * his. The trusted contacts of his clients are told, so that a theft is noticed.
 */
export async function linkTelegram(
  ctx: Ctx,
  tx: Transaction,
  who: Identity,
  personId: string,
  way: LinkWay,
): Promise<void> {
  if (who.contactId !== personId) {
    if (await isRegistered(tx, who.contactId)) throw new DomainError('conflict', 'linkedElsewhere')
    await lockContacts(tx, who.contactId, personId)
    await moveContact(ctx, tx, who.contactId, personId)
  } else {
    await lockContacts(tx, personId)
  }
  await tx
    .update(identity)
    .set({ assurance: 'verified', established: way, establishedAt: ctx.now() })
    .where(eq(identity.id, who.id))
  await appendAudit(ctx, tx, {
    chain: `contact:${personId}`,
    action: 'contact.telegram_linked',
    data: { identityId: who.id, way },
  })
  const clients = await clientsOfContact(tx, personId, ctx.now())
  const trusted = await tx
    .selectDistinct({ clientId: trustedContact.clientId })
    .from(trustedContact)
    .where(eq(trustedContact.contactId, personId))
  const ids = new Set(trusted.map((row) => row.clientId))
  await tellTrusted(
    ctx,
    tx,
    clients.filter((of) => ids.has(of.clientId)),
  )
}

/** One message to each address, however many organisations it stands for. */
async function tellTrusted(
  ctx: Ctx,
  tx: Transaction,
  clients: { clientId: string; name: string }[],
): Promise<void> {
  const told = new Map<string, { to: Recipient; names: string[] }>()
  for (const { clientId, name } of clients) {
    for (const to of await trustedRecipients(tx, clientId)) {
      const key = `${to.channel}:${to.address}`
      told.set(key, { to, names: [...(told.get(key)?.names ?? []), name] })
    }
  }
  const at = ctx.now().toISOString()
  for (const { to, names } of told.values()) {
    await queueNotice(ctx, tx, to, { topic: 'telegram_linked', client: names.join(', '), at })
  }
}
