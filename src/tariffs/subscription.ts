import { and, eq, isNull } from 'drizzle-orm'
import type { Transaction } from '../../db/client.ts'
import { suspension } from '../../db/schema/access.ts'
import { tariff } from '../../db/schema/catalogue.ts'
import { type payment, subscription } from '../../db/schema/tariffs.ts'
import { liftSuspensions } from '../access/lift.ts'
import { appendAudit } from '../audit.ts'
import type { Client } from '../clients/load-client.ts'
import type { Ctx } from '../context.ts'
import { DomainError } from '../errors.ts'
import { emitPlatformEvent } from '../platform/emit-event.ts'
import { endOfDay, isOver } from './period.ts'
import { type TariffVersion, versionInForce } from './versions.ts'

export type Subscription = typeof subscription.$inferSelect
export type Payment = typeof payment.$inferSelect

/** The client's tariff now; a client has one at a time. The client is locked by the caller. */
export async function liveSubscription(
  tx: Pick<Transaction, 'select'>,
  clientId: string,
): Promise<Subscription | null> {
  const [row] = await tx
    .select()
    .from(subscription)
    .where(and(eq(subscription.clientId, clientId), isNull(subscription.endedAt)))
  return row ?? null
}

/**
 * The version that a client takes who begins or renews on that day; for a day before the tariff was in the
 * catalogue its first one. @throws DomainError when there is none yet, or the tariff is cancelled by then
 */
export async function requireVersionOn(
  ctx: Pick<Ctx, 'now'>,
  tx: Pick<Transaction, 'select'>,
  code: string,
  day: string,
): Promise<TariffVersion> {
  const versions = await tx.select().from(tariff).where(eq(tariff.code, code))
  // A version of that very day counts, at whatever hour it was written.
  const found =
    versionInForce(versions, new Date(endOfDay(day).getTime() - 1)) ??
    versions.find((one) => one.version === 1 && one.effectiveAt <= ctx.now())
  if (!found) throw new DomainError('invalid', 'tariffNotFound')
  if (found.cancelled) throw new DomainError('precondition', 'tariffCancelled')
  return found
}

/** Puts a locked client on a tariff; what he had before ends. */
export async function startSubscription(
  ctx: Ctx,
  tx: Transaction,
  of: Client,
  chosen: Pick<TariffVersion, 'code' | 'version'>,
  startsOn: string,
): Promise<Subscription> {
  await endLive(ctx, tx, of, `replaced by ${chosen.code}`)
  const [row] = await tx
    .insert(subscription)
    .values({
      id: ctx.newId(),
      clientId: of.id,
      tariffCode: chosen.code,
      tariffVersion: chosen.version,
      startsOn,
      source: ctx.actor.kind === 'platform' ? 'platform' : 'staff',
      createdBy: ctx.actor,
      createdAt: ctx.now(),
      updatedAt: ctx.now(),
    })
    .returning()
  if (!row) throw new Error('subscription vanished')
  await appendAudit(ctx, tx, {
    chain: `client:${of.id}`,
    action: 'tariff.started',
    data: { subscriptionId: row.id, code: chosen.code, version: chosen.version, startsOn },
  })
  return row
}

/** Ends the client's tariff, if he has one. Access does not change by that (trap 3). */
export async function endLive(
  ctx: Ctx,
  tx: Transaction,
  of: Client,
  reason: string,
): Promise<boolean> {
  const [ended] = await tx
    .update(subscription)
    .set({ endedAt: ctx.now(), endReason: reason, updatedAt: ctx.now() })
    .where(and(eq(subscription.clientId, of.id), isNull(subscription.endedAt)))
    .returning()
  if (!ended) return false
  await appendAudit(ctx, tx, {
    chain: `client:${of.id}`,
    action: 'tariff.ended',
    data: { subscriptionId: ended.id, code: ended.tariffCode, reason },
  })
  return true
}

/** Opens what was closed because the paid time was over, and nothing else (5.3.9, R48). */
export async function liftExpired(
  ctx: Ctx,
  tx: Transaction,
  of: Client,
  reason: string,
): Promise<void> {
  const rows = await tx
    .select({ id: suspension.id })
    .from(suspension)
    .where(
      and(
        eq(suspension.clientId, of.id),
        eq(suspension.reason, 'tariff_expired'),
        isNull(suspension.liftedAt),
      ),
    )
  await liftSuspensions(
    ctx,
    tx,
    of,
    rows.map(({ id }) => id),
    { reason },
  )
}

/** Tells the platform what the client is on now. */
export async function emitSubscription(
  ctx: Ctx,
  tx: Transaction,
  clientId: string,
): Promise<Subscription | null> {
  const row = await liveSubscription(tx, clientId)
  await emitPlatformEvent(ctx, tx, {
    clientId,
    type: 'subscription.changed',
    data: {
      subscription:
        row === null
          ? null
          : {
              id: row.id,
              tariffCode: row.tariffCode,
              tariffVersion: row.tariffVersion,
              startsOn: row.startsOn,
              paidUntil: row.paidUntil,
              expired: isOver(row.paidUntil, ctx.now()),
            },
    },
  })
  return row
}
