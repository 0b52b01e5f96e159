import { and, asc, eq, gt, isNull, lte, notExists } from 'drizzle-orm'
import { paymentReminder, subscription } from '../../db/schema/tariffs.ts'
import { type Ctx, requireSystem } from '../context.ts'
import { readSettings } from '../settings/current-settings.ts'
import { daysOf } from '../settings/settings.ts'
import { localDate, localTime } from '../sla/astana-time.ts'
import { expireSubscription } from './expire-subscription.ts'
import { addDays } from './period.ts'
import { remindOfEnd } from './remind-of-end.ts'

const batch = 200
/** Nobody is reminded of a payment at night. */
const remindFrom = '09:00'

/**
 * Notes whose paid time is over and reminds those whose end comes near (5.3.9, R48). Each client in a
 * transaction of his own: after a crash or beside another sweep nothing is said or done twice.
 */
export async function sweepTariffs(ctx: Ctx): Promise<{ expired: number; reminded: number }> {
  requireSystem(ctx)
  const { tariffExpiry, tariffReminders } = await readSettings(ctx.db)
  const expired = await expireAll(ctx, tariffExpiry === 'restrict')
  const awake = localTime(ctx.now()) >= remindFrom
  const reminded = awake ? await remindAll(ctx, daysOf(tariffReminders)) : 0
  return { expired, reminded }
}

async function expireAll(ctx: Ctx, restrict: boolean): Promise<number> {
  const yesterday = addDays(localDate(ctx.now()), -1)
  let done = 0
  for (;;) {
    const rows = await ctx.db
      .select({ id: subscription.id, clientId: subscription.clientId })
      .from(subscription)
      .where(
        and(
          isNull(subscription.endedAt),
          isNull(subscription.expiredAt),
          lte(subscription.paidUntil, yesterday),
        ),
      )
      .orderBy(asc(subscription.paidUntil), asc(subscription.id))
      .limit(batch)
    for (const row of rows) if (await expireSubscription(ctx, row, restrict)) done += 1
    if (rows.length < batch) return done
  }
}

/** Those between two distances belong to the larger one. */
async function remindAll(ctx: Ctx, distances: readonly number[]): Promise<number> {
  const today = localDate(ctx.now())
  let done = 0
  for (const [at, days] of distances.entries()) {
    const nearer = distances[at + 1] ?? -1
    for (;;) {
      const given = ctx.db
        .select({ at: paymentReminder.at })
        .from(paymentReminder)
        .where(
          and(
            eq(paymentReminder.subscriptionId, subscription.id),
            eq(paymentReminder.paidUntil, subscription.paidUntil),
            eq(paymentReminder.daysBefore, days),
          ),
        )
      const rows = await ctx.db
        .select({ id: subscription.id, clientId: subscription.clientId })
        .from(subscription)
        .where(
          and(
            isNull(subscription.endedAt),
            gt(subscription.paidUntil, addDays(today, nearer)),
            lte(subscription.paidUntil, addDays(today, days)),
            notExists(given),
          ),
        )
        .orderBy(asc(subscription.paidUntil), asc(subscription.id))
        .limit(batch)
      for (const row of rows) if (await remindOfEnd(ctx, row, distances)) done += 1
      if (rows.length < batch) break
    }
  }
  return done
}
