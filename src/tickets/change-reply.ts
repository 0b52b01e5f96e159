import { and, count, eq } from 'drizzle-orm'
import { z } from 'zod'
import type { Transaction } from '../../db/client.ts'
import { identity, staff } from '../../db/schema/people.ts'
import { message, messageVersion } from '../../db/schema/tickets.ts'
import { outbound } from '../../db/schema/transport.ts'
import { appendAudit } from '../audit.ts'
import { type Ctx, deskRoles, inTx, requireStaff, type StaffActor } from '../context.ts'
import { queueOutbound } from '../delivery/queue-outbound.ts'
import { DomainError } from '../errors.ts'
import { chatTexts } from '../i18n/chat-texts.ts'
import { requireTicketForUpdate, type Ticket } from './load-ticket.ts'
import { notifyTicketChanged } from './write-message.ts'

/** Telegram lets a bot change and delete its messages for so long. */
const windowMs = 48 * 3_600_000

export const EditReplyInput = z.object({
  messageId: z.uuid(),
  text: z.string().trim().min(1, 'emptyText').max(20_000, 'textTooLong'),
})
export type EditReplyInput = z.infer<typeof EditReplyInput>

/** Corrects an answer that a chat has got; the earlier wording is kept. @throws DomainError `precondition` outside the window */
export async function editReply(ctx: Ctx, input: EditReplyInput): Promise<void> {
  const { messageId, text } = EditReplyInput.parse(input)
  await changeReply(ctx, messageId, async (tx, { current, to, author }) => {
    const { number, subject } = current
    await queueOutbound(ctx, tx, {
      ...to,
      kind: 'staff_edit',
      messageId,
      model: { number, subject, text, author },
    })
    return { body: text, action: 'message.edited' }
  })
}

export const DeleteReplyInput = z.object({ messageId: z.uuid() })
export type DeleteReplyInput = z.infer<typeof DeleteReplyInput>

/** Takes an answer back from a chat; what it said stays known to staff as its earlier wording. */
export async function deleteReply(ctx: Ctx, input: DeleteReplyInput): Promise<void> {
  const { messageId } = DeleteReplyInput.parse(input)
  await changeReply(ctx, messageId, async (tx, { current, to }) => {
    const { number, subject, locale } = current
    await queueOutbound(ctx, tx, {
      ...to,
      kind: 'staff_delete',
      messageId,
      model: { number, subject },
    })
    return { body: chatTexts(locale).deleted, action: 'message.deleted' }
  })
}

/**
 * Until when a member of staff may change an answer; null: never. One's own, or anybody's for who leads the
 * shift.
 */
export function changeableUntil(
  said: { author: string; internal: boolean; staffId: string | null; createdAt: Date },
  actor: Pick<StaffActor, 'staffId' | 'role'>,
): Date | null {
  const senior = actor.role === 'supervisor' || actor.role === 'admin'
  if (said.author !== 'staff' || said.internal) return null
  if (said.staffId !== actor.staffId && !senior) return null
  return new Date(said.createdAt.getTime() + windowMs)
}

type Reply = {
  current: Ticket
  author: string
  to: { channel: 'telegram'; address: string; locale: Ticket['locale']; ticketId: string }
}

async function changeReply(
  ctx: Ctx,
  messageId: string,
  change: (tx: Transaction, reply: Reply) => Promise<{ body: string; action: string }>,
): Promise<void> {
  const actor = requireStaff(ctx, deskRoles)
  await inTx(ctx, async (tx) => {
    const [said] = await tx
      .select({ message, author: staff.name })
      .from(message)
      .innerJoin(staff, eq(staff.id, message.staffId))
      .where(and(eq(message.id, messageId), eq(message.internal, false)))
    if (!said) throw new DomainError('not_found', 'messageNotFound')
    const until = changeableUntil(said.message, actor)
    if (until === null) throw new DomainError('forbidden', 'notYourAnswer')
    const current = await requireTicketForUpdate(tx, said.message.ticketId)
    const [to] = await tx.select().from(identity).where(eq(identity.id, current.identityId))
    if (to?.channel !== 'telegram') throw new DomainError('precondition', 'onlyChatChanges')
    if (ctx.now() > until) throw new DomainError('precondition', 'tooLateToChange')
    const [gone] = await tx
      .select({ id: outbound.id })
      .from(outbound)
      .where(and(eq(outbound.messageId, messageId), eq(outbound.kind, 'staff_delete')))
    if (gone) throw new DomainError('precondition', 'alreadyTakenBack')
    const { body, action } = await change(tx, {
      current,
      author: said.author,
      to: {
        channel: 'telegram',
        address: to.address,
        locale: current.locale,
        ticketId: current.id,
      },
    })
    const [versions] = await tx
      .select({ n: count() })
      .from(messageVersion)
      .where(eq(messageVersion.messageId, messageId))
    await tx.insert(messageVersion).values({
      messageId,
      version: (versions?.n ?? 0) + 1,
      body: said.message.body,
      replacedAt: ctx.now(),
    })
    await tx.update(message).set({ body, editedAt: ctx.now() }).where(eq(message.id, messageId))
    await appendAudit(ctx, tx, {
      chain: `ticket:${current.id}`,
      action,
      data: { messageId, by: 'staff' },
    })
    await notifyTicketChanged(tx, current.id)
  })
}
