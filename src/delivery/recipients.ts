import { and, asc, desc, eq, inArray, isNull, sql } from 'drizzle-orm'
import type { Transaction } from '../../db/client.ts'
import { contact, identity } from '../../db/schema/people.ts'
import { ticket } from '../../db/schema/tickets.ts'
import type { BroadcastTo } from './broadcast.ts'

type Reader = Pick<Transaction, 'selectDistinctOn'>

/**
 * Whoever asked by these tickets, each person once: where and in the language he wrote last. `solved` offers
 * him to rate or reopen his ticket with it.
 */
export async function requestersOf(
  tx: Reader,
  ticketIds: string[],
  { solved = false } = {},
): Promise<BroadcastTo[]> {
  const rows = await tx
    .selectDistinctOn([ticket.requesterId], {
      channel: identity.channel,
      address: identity.address,
      locale: ticket.locale,
      id: ticket.id,
      number: ticket.number,
      cycle: ticket.cycle,
    })
    .from(ticket)
    .innerJoin(identity, eq(identity.id, ticket.identityId))
    .where(inArray(ticket.id, ticketIds))
    .orderBy(ticket.requesterId, desc(ticket.lastClientMessageAt), desc(ticket.id))
  return rows.map(({ id, number, cycle, ...to }) => ({
    ...to,
    of: { id, number, ...(solved ? { cycle } : {}) },
  }))
}

/** Each of these persons once: in the chat if it takes messages, else by mail to an address that is proven his. */
export async function addressesOf(tx: Reader, contactIds: string[]): Promise<BroadcastTo[]> {
  const rows = await tx
    .selectDistinctOn([identity.contactId], {
      channel: identity.channel,
      address: identity.address,
      locale: contact.locale,
    })
    .from(identity)
    .innerJoin(contact, eq(contact.id, identity.contactId))
    .where(
      and(
        inArray(identity.contactId, contactIds),
        isNull(identity.unreachableAt),
        sql`(${identity.channel} = 'telegram' or ${identity.channel} = 'email' and ${identity.assurance} = 'verified')`,
      ),
    )
    .orderBy(
      identity.contactId,
      sql`${identity.channel} = 'telegram' desc`,
      asc(identity.createdAt),
      asc(identity.id),
    )
  return rows.map(({ locale, ...to }) => ({ ...to, locale: locale ?? 'ru' }))
}
