import { and, eq } from 'drizzle-orm'
import { z } from 'zod'
import { statusSubscription } from '../../db/schema/incidents.ts'
import { identity, locales } from '../../db/schema/people.ts'
import { appendAudit } from '../audit.ts'
import { type Ctx, inTx } from '../context.ts'
import { DomainError } from '../errors.ts'

export const SubscribeChatInput = z.object({
  identityId: z.uuid(),
  locale: z.enum(locales),
  wanted: z.boolean(),
})
export type SubscribeChatInput = z.infer<typeof SubscribeChatInput>

/** The owner of a chat wants word of works and faults there, or no more (R79). */
export async function subscribeChat(ctx: Ctx, input: SubscribeChatInput): Promise<void> {
  if (ctx.actor.kind !== 'customer') throw new DomainError('forbidden', 'requesterOnly')
  const { contactId } = ctx.actor
  const { identityId, locale, wanted } = SubscribeChatInput.parse(input)
  await inTx(ctx, async (tx) => {
    const [own] = await tx
      .select()
      .from(identity)
      .where(and(eq(identity.id, identityId), eq(identity.contactId, contactId)))
    if (own?.channel !== 'telegram') throw new DomainError('not_found', 'subscriptionNotFound')
    const now = ctx.now()
    const place = { channel: own.channel, address: own.address }
    await tx
      .insert(statusSubscription)
      .values({ id: ctx.newId(), ...place, locale, askedAt: now, endedAt: now })
      .onConflictDoNothing()
    const [row] = await tx
      .select()
      .from(statusSubscription)
      .where(
        and(
          eq(statusSubscription.channel, place.channel),
          eq(statusSubscription.address, place.address),
        ),
      )
      .for('update')
    if (!row || (row.confirmedAt !== null && row.endedAt === null) === wanted) return
    await tx
      .update(statusSubscription)
      .set(wanted ? { locale, confirmedAt: now, endedAt: null } : { endedAt: now })
      .where(eq(statusSubscription.id, row.id))
    await appendAudit(ctx, tx, {
      chain: `subscription:${row.id}`,
      action: wanted ? 'subscription.confirmed' : 'subscription.ended',
    })
  })
}
