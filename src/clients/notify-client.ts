import { and, eq, isNull } from 'drizzle-orm'
import type { Transaction } from '../../db/client.ts'
import { trustedContact } from '../../db/schema/clients.ts'
import { contact, identity } from '../../db/schema/people.ts'
import type { Ctx } from '../context.ts'
import type { Notice } from '../delivery/notice-kinds.ts'
import { noticeSubject } from '../delivery/notice-text.ts'
import { queueOutbound } from '../delivery/queue-outbound.ts'
import type { Locale } from '../i18n/locale.ts'
import type { Channel } from '../people/identify-sender.ts'

export type Recipient = { channel: Channel; address: string; locale: Locale }
export type OfTicket = { id: string; number: string }

/** Queues a notice to one address. A phone has no way to be written to: null, staff must call. */
export async function queueNotice(
  ctx: Ctx,
  tx: Transaction,
  to: Recipient,
  notice: Notice,
  of?: OfTicket,
): Promise<string | null> {
  return queueOutbound(ctx, tx, {
    ...to,
    kind: 'notice',
    model: {
      ...notice,
      number: of?.number ?? null,
      subject: noticeSubject(notice.topic, to.locale),
    },
    ...(of ? { ticketId: of.id } : {}),
  })
}

/**
 * Where notices of legal weight go (2.5): the trusted e-mail; a verified Telegram account of the persons who
 * hold the trusted contacts gets a copy as a courtesy (trap 6).
 */
export async function trustedRecipients(tx: Transaction, clientId: string): Promise<Recipient[]> {
  const trusted = await tx
    .select({
      channel: trustedContact.channel,
      address: trustedContact.address,
      contactId: trustedContact.contactId,
      locale: contact.locale,
    })
    .from(trustedContact)
    .innerJoin(contact, eq(contact.id, trustedContact.contactId))
    .where(and(eq(trustedContact.clientId, clientId), isNull(trustedContact.until)))
  const chats = await tx
    .selectDistinct({ address: identity.address, locale: contact.locale })
    .from(trustedContact)
    .innerJoin(identity, eq(identity.contactId, trustedContact.contactId))
    .innerJoin(contact, eq(contact.id, trustedContact.contactId))
    .where(
      and(
        eq(trustedContact.clientId, clientId),
        isNull(trustedContact.until),
        eq(identity.channel, 'telegram'),
        eq(identity.assurance, 'verified'),
      ),
    )
  return [
    ...trusted
      .filter((row) => row.channel === 'email')
      .map(({ address, locale }) => ({
        channel: 'email' as const,
        address,
        locale: locale ?? ('ru' as const),
      })),
    ...chats.map(({ address, locale }) => ({
      channel: 'telegram' as const,
      address,
      locale: locale ?? ('ru' as const),
    })),
  ]
}

/** Tells the client through all trusted ways at once; addresses in `also` too. Returns how many were queued. */
export async function notifyClient(
  ctx: Ctx,
  tx: Transaction,
  clientId: string,
  notice: Notice,
  { also = [], of }: { also?: Recipient[]; of?: OfTicket } = {},
): Promise<number> {
  const seen = new Set<string>()
  for (const to of [...(await trustedRecipients(tx, clientId)), ...also]) {
    const key = `${to.channel}:${to.address}`
    if (seen.has(key)) continue
    if ((await queueNotice(ctx, tx, to, notice, of)) !== null) seen.add(key)
  }
  return seen.size
}
