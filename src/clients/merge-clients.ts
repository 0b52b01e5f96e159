import { and, eq, exists, isNull, notExists } from 'drizzle-orm'
import { alias } from 'drizzle-orm/pg-core'
import { z } from 'zod'
import type { Transaction } from '../../db/client.ts'
import { resumption, suspension } from '../../db/schema/access.ts'
import { client, clientContact, mergeRecord, trustedContact } from '../../db/schema/clients.ts'
import { compromiseCase } from '../../db/schema/compromise.ts'
import { payment, subscription } from '../../db/schema/tariffs.ts'
import { appendAudit } from '../audit.ts'
import { type Ctx, inTx } from '../context.ts'
import { DomainError } from '../errors.ts'
import { emitAccessChanged, emitPlatformEvent } from '../platform/emit-event.ts'
import { requireRight } from '../rights.ts'
import { sealedNumber } from './client-number.ts'
import { openNumber } from './edit-client.ts'
import { inspectClientMerge } from './inspect-client-merge.ts'
import { type Client, requireClientForUpdate } from './load-client.ts'

export const MergeClientsInput = z.object({ fromId: z.uuid(), intoId: z.uuid() })
export type MergeClientsInput = z.infer<typeof MergeClientsInput>

const ids = z.array(z.uuid())
/** What went over, and what had to change for it: enough to take the merge back. */
export const MovedOfClient = z.object({
  people: ids,
  /** People of `people` who were first head before. */
  heads: ids,
  trusted: ids,
  /** Of `trusted`, those that ended because the other client has its own. */
  trustedEnded: ids,
  suspensions: ids,
  resumptions: ids,
  cases: ids,
  subscriptions: ids,
  /** The tariff that ended because the other client has his own. */
  subscriptionEnded: z.uuid().nullable(),
  payments: ids,
  number: z.boolean(),
  platformId: z.string().nullable(),
})
export type MovedOfClient = z.infer<typeof MovedOfClient>

/**
 * One client turns out to be another: people, trusted contacts, grounds of closed access, cases, tariffs and
 * payments go over; what both have is kept as `into` has it. Every reference to the old one leads to the new
 * one. Can be taken back. @throws DomainError `precondition` with the reason why not
 */
export async function mergeClients(
  ctx: Ctx,
  input: MergeClientsInput,
): Promise<{ mergeId: string }> {
  requireRight(ctx, 'clients.merge')
  const { fromId, intoId } = MergeClientsInput.parse(input)
  return inTx(ctx, async (tx) => {
    // In one order, so that two merges never wait for each other.
    for (const id of [fromId, intoId].toSorted()) await requireClientForUpdate(tx, id)
    const found = await inspectClientMerge(tx, fromId, intoId)
    if (!found) throw new DomainError('not_found', 'clientNotFound')
    if (found.blocked !== null) throw new DomainError('precondition', found.blocked)
    const moved = await moveAll(ctx, tx, found.from, found.into)
    const mergeId = ctx.newId()
    await tx
      .insert(mergeRecord)
      .values({ id: mergeId, kind: 'client', fromId, intoId, moved, createdAt: ctx.now() })
    for (const id of [fromId, intoId]) {
      await appendAudit(ctx, tx, {
        chain: `client:${id}`,
        action: 'client.merged',
        data: { mergeId, fromId, intoId },
      })
    }
    await emitPlatformEvent(ctx, tx, {
      clientId: intoId,
      type: 'client.changed',
      data: { merged: fromId },
    })
    if (moved.suspensions.length > 0) {
      await emitAccessChanged(ctx, tx, intoId, {
        kind: 'suspended',
        suspensionIds: moved.suspensions,
      })
    }
    return { mergeId }
  })
}

async function moveAll(
  ctx: Ctx,
  tx: Transaction,
  from: Client,
  into: Client,
): Promise<MovedOfClient> {
  const go = { clientId: into.id }
  const own = (rows: { id: string }[]) => rows.map(({ id }) => id)
  const simple = async (
    table: typeof resumption | typeof compromiseCase | typeof subscription,
  ): Promise<string[]> =>
    own(
      await tx.update(table).set(go).where(eq(table.clientId, from.id)).returning({ id: table.id }),
    )
  const trustedEnded = await endDoubleTrusted(ctx, tx, from.id, into.id)
  const trusted = await tx
    .update(trustedContact)
    .set(go)
    .where(eq(trustedContact.clientId, from.id))
    .returning({ id: trustedContact.id })
  const { people, heads } = await movePeople(tx, from.id, into.id)
  const subscriptionEnded = await endDoubleTariff(ctx, tx, from.id, into.id)
  return {
    people,
    heads,
    trusted: own(trusted),
    trustedEnded,
    suspensions: await moveSuspensions(tx, from.id, into.id),
    resumptions: await simple(resumption),
    cases: await simple(compromiseCase),
    subscriptions: await simple(subscription),
    subscriptionEnded,
    payments: await movePayments(tx, from.id, into.id),
    ...(await moveNames(ctx, tx, from, into)),
  }
}

async function endDoubleTrusted(ctx: Ctx, tx: Transaction, fromId: string, intoId: string) {
  const other = alias(trustedContact, 'other')
  const theirs = tx
    .select({ id: other.id })
    .from(other)
    .where(
      and(
        eq(other.clientId, intoId),
        eq(other.channel, trustedContact.channel),
        isNull(other.until),
      ),
    )
  const ended = await tx
    .update(trustedContact)
    .set({ until: ctx.now() })
    .where(and(eq(trustedContact.clientId, fromId), isNull(trustedContact.until), exists(theirs)))
    .returning({ id: trustedContact.id })
  return ended.map(({ id }) => id)
}

/** Whoever acts for both stays as he is; of two first heads the other client's remains one. */
async function movePeople(tx: Transaction, fromId: string, intoId: string) {
  const other = alias(clientContact, 'other')
  const already = tx
    .select({ id: other.contactId })
    .from(other)
    .where(and(eq(other.clientId, intoId), eq(other.contactId, clientContact.contactId)))
  const itsHead = tx
    .select({ id: other.contactId })
    .from(other)
    .where(and(eq(other.clientId, intoId), eq(other.role, 'first_head'), isNull(other.endedAt)))
  const heads = await tx
    .update(clientContact)
    .set({ role: 'user' })
    .where(
      and(
        eq(clientContact.clientId, fromId),
        eq(clientContact.role, 'first_head'),
        isNull(clientContact.endedAt),
        exists(itsHead),
        notExists(already),
      ),
    )
    .returning({ id: clientContact.contactId })
  const people = await tx
    .update(clientContact)
    .set({ clientId: intoId })
    .where(and(eq(clientContact.clientId, fromId), notExists(already)))
    .returning({ id: clientContact.contactId })
  return { people: people.map(({ id }) => id), heads: heads.map(({ id }) => id) }
}

/** Closed for an expired tariff once is enough: a second such ground stays behind. */
async function moveSuspensions(tx: Transaction, fromId: string, intoId: string) {
  const other = alias(suspension, 'other')
  const expired = tx
    .select({ id: other.id })
    .from(other)
    .where(
      and(
        eq(other.clientId, intoId),
        eq(other.reason, 'tariff_expired'),
        isNull(other.liftedAt),
        eq(suspension.reason, 'tariff_expired'),
        isNull(suspension.liftedAt),
      ),
    )
  const rows = await tx
    .update(suspension)
    .set({ clientId: intoId })
    .where(and(eq(suspension.clientId, fromId), notExists(expired)))
    .returning({ id: suspension.id })
  return rows.map(({ id }) => id)
}

async function endDoubleTariff(ctx: Ctx, tx: Transaction, fromId: string, intoId: string) {
  const other = alias(subscription, 'other')
  const its = tx
    .select({ id: other.id })
    .from(other)
    .where(and(eq(other.clientId, intoId), isNull(other.endedAt)))
  const [ended] = await tx
    .update(subscription)
    .set({ endedAt: ctx.now(), endReason: 'merged', updatedAt: ctx.now() })
    .where(and(eq(subscription.clientId, fromId), isNull(subscription.endedAt), exists(its)))
    .returning({ id: subscription.id })
  return ended?.id ?? null
}

/** The same invoice recorded for both was paid once: the second record stays behind. */
async function movePayments(tx: Transaction, fromId: string, intoId: string) {
  const other = alias(payment, 'other')
  const same = tx
    .select({ id: other.id })
    .from(other)
    .where(
      and(
        eq(other.clientId, intoId),
        eq(other.invoiceNumber, payment.invoiceNumber),
        isNull(other.voidedAt),
      ),
    )
  const rows = await tx
    .update(payment)
    .set({ clientId: intoId })
    .where(and(eq(payment.clientId, fromId), notExists(same)))
    .returning({ id: payment.id })
  return rows.map(({ id }) => id)
}

/** Number and platform id go where there is none; the old card keeps the number, out of the index. */
async function moveNames(ctx: Ctx, tx: Transaction, from: Client, into: Client) {
  const number = into.numberHash === null ? openNumber(ctx, from) : null
  const platformId = into.platformId === null ? from.platformId : null
  await tx
    .update(client)
    .set({
      mergedIntoId: into.id,
      updatedAt: ctx.now(),
      ...(platformId === null ? {} : { platformId: null }),
    })
    .where(eq(client.id, from.id))
  await tx
    .update(client)
    .set({
      updatedAt: ctx.now(),
      ...(number === null ? {} : sealedNumber(ctx, into.id, number)),
      ...(platformId === null ? {} : { platformId }),
    })
    .where(eq(client.id, into.id))
  return { number: number !== null, platformId }
}
