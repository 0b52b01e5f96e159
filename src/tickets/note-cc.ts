import { and, eq, inArray } from 'drizzle-orm'
import type { Transaction } from '../../db/client.ts'
import { identity } from '../../db/schema/people.ts'
import { ticketCc } from '../../db/schema/senders.ts'
import { ticketParticipant } from '../../db/schema/tickets.ts'
import type { Ctx } from '../context.ts'

export type CcAddress = { name: string; address: string }

/** More names than that are a mailing, not people to talk with. */
const maxAddresses = 20

/** Remembers to whom else a mail went, for staff to accept as participants (R102). Asks nobody, tells nobody. */
export async function noteCc(
  ctx: Ctx,
  tx: Transaction,
  input: { ticketId: string; messageId: string; people: readonly CcAddress[] },
): Promise<void> {
  const people = [...new Map(input.people.map((one) => [one.address, one])).values()]
  if (people.length === 0 || people.length > maxAddresses) return
  const taking = await tx
    .select({ address: identity.address })
    .from(ticketParticipant)
    .innerJoin(identity, eq(identity.id, ticketParticipant.identityId))
    .where(
      and(
        eq(ticketParticipant.ticketId, input.ticketId),
        inArray(
          identity.address,
          people.map(({ address }) => address),
        ),
      ),
    )
  const known = new Set(taking.map(({ address }) => address))
  const rows = people.filter(({ address }) => !known.has(address))
  if (rows.length === 0) return
  await tx
    .insert(ticketCc)
    .values(
      rows.map(({ name, address }) => ({
        ticketId: input.ticketId,
        address,
        name: name.slice(0, 200),
        messageId: input.messageId,
        seenAt: ctx.now(),
      })),
    )
    .onConflictDoNothing()
}
