import { and, eq, isNull } from 'drizzle-orm'
import type { Transaction } from '../../db/client.ts'
import { suspension } from '../../db/schema/access.ts'
import { platformEvent } from '../../db/schema/platform.ts'
import type { Ctx } from '../context.ts'
import { enqueue } from '../jobs/enqueue.ts'

export const platformEventTypes = [
  'access.changed',
  'compromise.reported',
  'client.changed',
  'subscription.changed',
] as const
export type PlatformEventType = (typeof platformEventTypes)[number]

/**
 * Writes what kense.app must learn into the outbox, in the transaction that caused it; the client is locked,
 * so its events are numbered in the order of their commits.
 */
export async function emitPlatformEvent(
  ctx: Ctx,
  tx: Transaction,
  event: { clientId: string; type: PlatformEventType; data: Record<string, unknown> },
): Promise<void> {
  await tx.insert(platformEvent).values({ id: ctx.newId(), ...event, createdAt: ctx.now() })
  const { clientId } = event
  await enqueue(ctx, tx, 'tell-platform', { clientId }, { key: clientId })
}

/** The client's access changed: the event holds all grounds not lifted, so the newest one alone suffices. */
export async function emitAccessChanged(
  ctx: Ctx,
  tx: Transaction,
  clientId: string,
  change: { kind: 'suspended' | 'lifted' | 'extended'; suspensionIds: string[] },
): Promise<void> {
  const rows = await tx
    .select()
    .from(suspension)
    .where(and(eq(suspension.clientId, clientId), isNull(suspension.liftedAt)))
    .orderBy(suspension.createdAt, suspension.id)
  await emitPlatformEvent(ctx, tx, {
    clientId,
    type: 'access.changed',
    data: {
      change,
      suspensions: rows.map((row) => ({
        id: row.id,
        scope: row.scope,
        reason: row.reason,
        products: row.products,
        holderId: row.holderContactId,
        keySerials: row.keySerials,
        codes: row.codes,
        startsAt: row.startsAt.toISOString(),
      })),
    },
  })
}
