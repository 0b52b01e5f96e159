import { asc, eq, inArray } from 'drizzle-orm'
import type { Transaction } from '../../db/client.ts'
import { identity } from '../../db/schema/people.ts'
import { outbound } from '../../db/schema/transport.ts'
import { type Ctx, inTx, requireSystem } from '../context.ts'
import { automaticMailTo, automaticMailToAll, heldFor } from '../delivery/automatic-mail.ts'
import { type OutboundModel, outboundModels } from '../delivery/kinds.ts'
import { burstEnd, decideAcknowledgement } from '../delivery/mail-brakes.ts'
import { queueOutbound } from '../delivery/queue-outbound.ts'
import { enqueue } from '../jobs/enqueue.ts'
import type { Identity } from '../people/identify-sender.ts'
import { alertBrake } from './brake-mail.ts'
import { notifyTicketChanged } from './write-message.ts'

/** Tickets listed in one mail. */
const listedAtOnce = 100

/**
 * Lets the waiting acknowledgements of a sender go, several of them in one mail that lists the IDs
 * (Annex 1, 4.3). While he goes on writing, or a brake holds, they wait on.
 */
export async function releaseAcknowledgements(
  ctx: Ctx,
  input: { identityId: string },
): Promise<void> {
  requireSystem(ctx)
  const toAll = await automaticMailToAll(ctx.db, ctx.now())
  await inTx(ctx, async (tx) => {
    const [to] = await tx
      .select()
      .from(identity)
      .where(eq(identity.id, input.identityId))
      .for('no key update')
    if (!to) return
    const waiting = await tx
      .select()
      .from(outbound)
      .where(heldFor(to.address))
      .orderBy(asc(outbound.createdAt), asc(outbound.id))
    const first = waiting[0]
    if (!first) return
    const times = waiting.map((row) => row.createdAt)
    const until = burstEnd(times, ctx.now()) ?? (await brakeUntil(ctx, tx, to, toAll))
    const leaving = until === null ? waiting.slice(0, listedAtOnce) : []
    if (until === null) await send(ctx, tx, to, leaving)
    if (leaving.length === waiting.length) return
    await enqueue(
      ctx,
      tx,
      'release-acknowledgements',
      { identityId: to.id },
      { startAfter: until ?? ctx.now() },
    )
  })
}

/** Until when the brakes, which may have closed meanwhile, hold this sender's mail; null: they are open. */
async function brakeUntil(
  ctx: Ctx,
  tx: Transaction,
  to: Identity,
  toAll: number,
): Promise<Date | null> {
  const now = ctx.now()
  const sent = await automaticMailTo(tx, to.address, now)
  const decision = decideAcknowledgement({
    now,
    // The burst is over: company is no reason to wait any longer.
    isUrgent: true,
    isRoleAddress: false,
    unreachable: null,
    toSender: sent.map((mail) => mail.at),
    aboutTicket: [],
    toAll,
    othersWait: false,
  })
  if (decision.action === 'send') return null
  const { reason, limit, until } = decision
  if (limit) await alertBrake(ctx, tx, { reason, limit, identityId: to.id })
  return until
}

async function send(
  ctx: Ctx,
  tx: Transaction,
  to: Identity,
  rows: (typeof outbound.$inferSelect)[],
): Promise<void> {
  const first = rows[0]
  if (!first) return
  const ids = rows.map((row) => row.id)
  const alone = rows.length === 1
  await tx
    .update(outbound)
    .set(
      alone
        ? { state: 'queued', heldReason: null, notBefore: ctx.now() }
        : { state: 'bundled', heldReason: null, notBefore: null },
    )
    .where(inArray(outbound.id, ids))
  if (alone) {
    await enqueue(ctx, tx, 'deliver', { outboundId: first.id }, { key: first.conversation })
  } else {
    await queueOutbound(ctx, tx, {
      channel: to.channel,
      address: to.address,
      locale: first.locale,
      kind: 'acknowledged_together',
      ...(first.ticketId === null ? {} : { ticketId: first.ticketId }),
      model: listOf(rows.map((row) => outboundModels.acknowledgement.parse(row.model))),
    })
  }
  for (const { ticketId } of rows) if (ticketId !== null) await notifyTicketChanged(tx, ticketId)
}

function listOf(
  models: OutboundModel<'acknowledgement'>[],
): OutboundModel<'acknowledged_together'> {
  return {
    number: models[0]?.number ?? '',
    subject: '',
    tickets: models.map((model) => ({
      number: model.number,
      dueAt: model.dueAt,
      filesRefused: model.attachmentsRefused.length,
      keyFileReceived: model.keyFileReceived,
      mistypedNumber: model.mistypedNumber,
      incident: model.incident?.title ?? null,
    })),
    resumesAt: models.at(-1)?.resumesAt ?? null,
  }
}
