import { and, asc, eq, inArray, like, sql } from 'drizzle-orm'
import { z } from 'zod'
import type { Transaction } from '../../db/client.ts'
import { identity } from '../../db/schema/people.ts'
import { message, messageRef, telegramChat, ticket, ticketLink } from '../../db/schema/tickets.ts'
import { inbound, outbound } from '../../db/schema/transport.ts'
import { appendAudit } from '../audit.ts'
import { type Ctx, inTx } from '../context.ts'
import { outboundModels } from '../delivery/kinds.ts'
import { DomainError } from '../errors.ts'
import { changeStatus } from '../tickets/change-status.ts'
import { requireTicketForUpdate, type Ticket } from '../tickets/load-ticket.ts'
import { notifyTicketChanged } from '../tickets/write-message.ts'
import { noticed } from './client-line.ts'
import { openEmptyTicket } from './open-empty-ticket.ts'
import { requireOwnForUpdate } from './own-ticket.ts'

export const MoveWordsInput = z.object({
  /** The notice that told where the words went. */
  outboundId: z.uuid(),
  /** Another of the client's tickets; null opens a new one. */
  number: z.string().nullable(),
})
export type MoveWordsInput = z.infer<typeof MoveWordsInput>

/**
 * The client says that his last words belong elsewhere: they move with their files, keep their time, and both
 * tickets remember it (Annex 1, 1.4). @throws DomainError `conflict` when they have been moved already
 */
export async function moveWords(ctx: Ctx, input: MoveWordsInput): Promise<Ticket> {
  const { outboundId, number } = MoveWordsInput.parse(input)
  return inTx(ctx, async (tx) => {
    const { from, messageIds } = await noticedWords(ctx, tx, outboundId)
    const words = await tx
      .select()
      .from(message)
      .where(
        and(
          inArray(message.id, messageIds),
          eq(message.ticketId, from.id),
          eq(message.author, 'client'),
        ),
      )
      .orderBy(asc(message.createdAt), asc(message.id))
    const [first] = words
    const last = words.at(-1)
    if (!first || !last) throw new DomainError('conflict', 'wordsMoved')
    const to =
      number === null
        ? await openEmptyTicket(ctx, tx, from, { receivedAt: first.createdAt, body: first.body })
        : await requireOwnForUpdate(ctx, tx, number)
    if (to.id === from.id) throw new DomainError('conflict', 'wordsMoved')
    const ids = words.map(({ id }) => id)
    await tx.update(message).set({ ticketId: to.id }).where(inArray(message.id, ids))
    // The topic of the other ticket, a group's, has to show them anew.
    await tx
      .delete(messageRef)
      .where(and(inArray(messageRef.messageId, ids), like(messageRef.ref, '-%')))
    await tx.update(messageRef).set({ ticketId: to.id }).where(inArray(messageRef.messageId, ids))
    const originals = words.flatMap(({ inboundId }) => inboundId ?? [])
    if (originals.length > 0) {
      await tx.update(inbound).set({ ticketId: to.id }).where(inArray(inbound.id, originals))
    }
    await leave(ctx, tx, from, ids, to)
    const taken = await arrive(ctx, tx, to, last.createdAt, ids)
    if (number === null) {
      await tx
        .insert(ticketLink)
        .values({ fromId: to.id, toId: from.id, kind: 'split', createdAt: ctx.now() })
    }
    await tx
      .update(telegramChat)
      .set({ focusTicketId: to.id, updatedAt: ctx.now() })
      .where(eq(telegramChat.identityId, from.identityId))
    return taken
  })
}

/** What the notice was about. @throws DomainError `not_found` for anybody else's notice (R56) */
async function noticedWords(
  ctx: Ctx,
  tx: Transaction,
  outboundId: string,
): Promise<{ from: Ticket; messageIds: string[] }> {
  if (ctx.actor.kind !== 'customer') throw new DomainError('forbidden', 'requesterOnly')
  const [notice] = await tx
    .select({ ticketId: ticket.id, model: outbound.model })
    .from(outbound)
    .innerJoin(ticket, eq(ticket.id, outbound.ticketId))
    .innerJoin(identity, eq(identity.id, ticket.identityId))
    .where(
      and(
        eq(outbound.id, outboundId),
        eq(outbound.kind, 'appended'),
        eq(identity.contactId, ctx.actor.contactId),
      ),
    )
  if (!notice) throw new DomainError('not_found', 'ticketNotFound')
  const { messageIds } = outboundModels.appended.parse(notice.model)
  if (messageIds.length === 0) throw new DomainError('conflict', 'wordsMoved')
  return { from: await requireTicketForUpdate(tx, notice.ticketId), messageIds }
}

/** A ticket that only these words had woken goes back to waiting for its answer. */
async function leave(
  ctx: Ctx,
  tx: Transaction,
  from: Ticket,
  messageIds: string[],
  to: Ticket,
): Promise<void> {
  const data = { messageIds, movedTo: to.number }
  const [woken] = await tx.execute<{ from: string }>(sql`
    select data->>'from' as "from" from audit_event
    where chain = ${`ticket:${from.id}`} and action = 'ticket.client_wrote'
      and data->>'messageId' in (${sql.join(
        messageIds.map((id) => sql`${id}`),
        sql`, `,
      )})
    order by seq limit 1`)
  if (woken?.from === 'waiting_for_client' && from.status === 'in_progress') {
    await changeStatus(ctx, tx, from, 'words_moved_away', { data })
    return
  }
  await appendAudit(ctx, tx, {
    chain: `ticket:${from.id}`,
    action: 'ticket.words_moved_away',
    data,
  })
  await notifyTicketChanged(tx, from.id)
}

async function arrive(
  ctx: Ctx,
  tx: Transaction,
  to: Ticket,
  lastAt: Date,
  messageIds: string[],
): Promise<Ticket> {
  if (to.acknowledgedAt === null) {
    await appendAudit(ctx, tx, {
      chain: `ticket:${to.id}`,
      action: 'ticket.words_moved_here',
      data: { messageIds },
    })
    return to
  }
  return changeStatus(ctx, tx, to, 'client_wrote', {
    data: { messageIds },
    set: { lastClientMessageAt: lastAt, ...noticed(to, ctx.now()) },
  })
}
