import { and, count, eq, gt, isNull } from 'drizzle-orm'
import { z } from 'zod'
import { statusSubscription } from '../../db/schema/incidents.ts'
import { locales } from '../../db/schema/people.ts'
import { appendAudit } from '../audit.ts'
import { type Ctx, inTx, requireSystem } from '../context.ts'
import { queueOutbound } from '../delivery/queue-outbound.ts'
import { DomainError } from '../errors.ts'

export const AskSubscriptionInput = z.object({
  email: z.email('emailMalformed').max(200).toLowerCase(),
  locale: z.enum(locales),
})
export type AskSubscriptionInput = z.input<typeof AskSubscriptionInput>

const dayMs = 24 * 3_600_000
/** Letters of this kind to all addresses in an hour: nobody fills other people's mailboxes through us. */
const asksAnHour = 200

/**
 * Somebody wants word of works and faults at a mail address (R79). Its owner gets a letter and confirms; one
 * letter a day at most, and the answer tells nobody whether the address is known.
 * @throws DomainError `limit`
 */
export async function askSubscription(ctx: Ctx, input: AskSubscriptionInput): Promise<void> {
  requireSystem(ctx)
  const { email, locale } = AskSubscriptionInput.parse(input)
  const now = ctx.now()
  await inTx(ctx, async (tx) => {
    const [asked] = await tx
      .select({ n: count() })
      .from(statusSubscription)
      .where(
        and(
          isNull(statusSubscription.confirmedAt),
          gt(statusSubscription.askedAt, new Date(now.getTime() - dayMs / 24)),
        ),
      )
    if ((asked?.n ?? 0) >= asksAnHour) throw new DomainError('limit', 'subscriptionsBraked')
    const values = { channel: 'email' as const, address: email, locale, askedAt: now }
    const [made] = await tx
      .insert(statusSubscription)
      .values({ id: ctx.newId(), ...values })
      .onConflictDoNothing()
      .returning({ id: statusSubscription.id })
    const [row] = await tx
      .select()
      .from(statusSubscription)
      .where(and(eq(statusSubscription.channel, 'email'), eq(statusSubscription.address, email)))
      .for('update')
    if (!row) throw new Error('subscription not stored')
    const live = row.confirmedAt !== null && row.endedAt === null
    const asks = made === undefined && row.confirmedAt === null && row.endedAt === null
    if (live || (asks && now.getTime() - row.askedAt.getTime() < dayMs)) return
    await tx
      .update(statusSubscription)
      .set({ askedAt: now, locale, confirmedAt: null, endedAt: null })
      .where(eq(statusSubscription.id, row.id))
    await queueOutbound(ctx, tx, {
      channel: 'email',
      address: email,
      locale,
      kind: 'subscription',
      model: { subscriptionId: row.id },
    })
    await appendAudit(ctx, tx, { chain: `subscription:${row.id}`, action: 'subscription.asked' })
  })
}
