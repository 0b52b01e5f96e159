import { and, eq, inArray, isNull } from 'drizzle-orm'
import type { Transaction } from '../../db/client.ts'
import { resumption, suspension } from '../../db/schema/access.ts'
import { client, clientContact, mergeRecord, trustedContact } from '../../db/schema/clients.ts'
import { compromiseCase } from '../../db/schema/compromise.ts'
import { payment, subscription } from '../../db/schema/tariffs.ts'
import { appendAudit } from '../audit.ts'
import { isFrozen } from '../compromise/freeze.ts'
import type { Ctx } from '../context.ts'
import { DomainError } from '../errors.ts'
import { emitAccessChanged, emitPlatformEvent } from '../platform/emit-event.ts'
import { requireClientForUpdate } from './load-client.ts'
import { MovedOfClient } from './merge-clients.ts'

export type MergeRecord = typeof mergeRecord.$inferSelect

/**
 * What went over at the merge goes back, unless it has gone elsewhere since; what came to the joint client
 * afterwards stays with it.
 */
export async function undoClientMerge(
  ctx: Ctx,
  tx: Transaction,
  { id: mergeId, fromId, intoId, moved: record }: MergeRecord,
): Promise<void> {
  const moved = MovedOfClient.parse(record)
  const into = await requireClientForUpdate(tx, intoId)
  const [from] = await tx.select().from(client).where(eq(client.id, fromId)).for('update')
  if (into.id !== intoId || from?.mergedIntoId !== intoId) {
    throw new DomainError('precondition', 'mergeMoved')
  }
  if (await isFrozen(tx, intoId)) throw new DomainError('precondition', 'mergeFrozen')
  await giveNamesBack(ctx, tx, fromId, into, moved)
  const back = { clientId: fromId }
  for (const [table, list] of [
    [suspension, moved.suspensions],
    [resumption, moved.resumptions],
    [compromiseCase, moved.cases],
    [subscription, moved.subscriptions],
    [payment, moved.payments],
    [trustedContact, moved.trusted],
  ] as const) {
    await tx
      .update(table)
      .set(back)
      .where(and(eq(table.clientId, intoId), inArray(table.id, list)))
  }
  const acting = (people: string[]) =>
    and(inArray(clientContact.contactId, people), isNull(clientContact.endedAt))
  await tx
    .update(clientContact)
    .set(back)
    .where(and(eq(clientContact.clientId, intoId), inArray(clientContact.contactId, moved.people)))
  await tx
    .update(clientContact)
    .set({ role: 'first_head' })
    .where(and(eq(clientContact.clientId, fromId), acting(moved.heads)))
  await tx
    .update(trustedContact)
    .set({ until: null })
    .where(and(eq(trustedContact.clientId, fromId), inArray(trustedContact.id, moved.trustedEnded)))
  if (moved.subscriptionEnded !== null) {
    await tx
      .update(subscription)
      .set({ endedAt: null, endReason: '', updatedAt: ctx.now() })
      .where(eq(subscription.id, moved.subscriptionEnded))
  }
  await tx.update(mergeRecord).set({ undoneAt: ctx.now() }).where(eq(mergeRecord.id, mergeId))
  for (const clientId of [fromId, intoId]) {
    await appendAudit(ctx, tx, {
      chain: `client:${clientId}`,
      action: 'client.merge_undone',
      data: { mergeId, fromId, intoId },
    })
    await emitPlatformEvent(ctx, tx, {
      clientId,
      type: 'client.changed',
      data: { unmerged: fromId },
    })
  }
  if (moved.suspensions.length > 0) {
    const { suspensions: suspensionIds } = moved
    await emitAccessChanged(ctx, tx, intoId, { kind: 'lifted', suspensionIds })
    await emitAccessChanged(ctx, tx, fromId, { kind: 'suspended', suspensionIds })
  }
}

/** The number goes back only if the joint client still has that very one. */
async function giveNamesBack(
  ctx: Ctx,
  tx: Transaction,
  fromId: string,
  into: { id: string; numberHash: string | null; platformId: string | null },
  moved: MovedOfClient,
): Promise<void> {
  const [old] = await tx
    .select({ numberHash: client.numberHash })
    .from(client)
    .where(eq(client.id, fromId))
  const number = moved.number && old?.numberHash === into.numberHash
  const platformId = moved.platformId !== null && into.platformId === moved.platformId
  await tx
    .update(client)
    .set({
      updatedAt: ctx.now(),
      ...(number ? { numberSealed: null, numberHash: null, noNumberReason: 'merge undone' } : {}),
      ...(platformId ? { platformId: null } : {}),
    })
    .where(eq(client.id, into.id))
  await tx
    .update(client)
    .set({
      mergedIntoId: null,
      updatedAt: ctx.now(),
      ...(platformId ? { platformId: moved.platformId } : {}),
    })
    .where(eq(client.id, fromId))
}
