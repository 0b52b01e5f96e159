import { and, eq } from 'drizzle-orm'
import type { Transaction } from '../../db/client.ts'
import { attachment, message, messageRef, ticket } from '../../db/schema/tickets.ts'
import { inbound } from '../../db/schema/transport.ts'
import type { Ctx } from '../context.ts'
import { maskSecrets } from '../text/mask.ts'
import { requireTicketForUpdate } from '../tickets/load-ticket.ts'
import { enqueueFetches } from '../tickets/open-ticket.ts'
import { type NewAttachment, notifyTicketChanged } from '../tickets/write-message.ts'

type Part = {
  chatId: string
  albumId: string | null
  inboundId: string
  messageId: number
  text: string
  receivedAt: Date
  quietMs: number
  attachments: NewAttachment[]
}

/** Under this name the first part of an album makes the others find its message. */
export function albumRef(chatId: string, albumId: string): string {
  return `${chatId}:album:${albumId}`
}

/** Adds a further part of an album to the message of the first: an album is one message. Null for the first part. */
export async function joinAlbum(
  ctx: Ctx,
  tx: Transaction,
  part: Part,
): Promise<{ ticketId: string } | null> {
  if (part.albumId === null) return null
  const [first] = await tx
    .select({ ticketId: messageRef.ticketId, messageId: message.id, body: message.body })
    .from(messageRef)
    .innerJoin(message, eq(message.id, messageRef.messageId))
    .where(
      and(
        eq(messageRef.channel, 'telegram'),
        eq(messageRef.ref, albumRef(part.chatId, part.albumId)),
      ),
    )
  if (!first) return null
  const current = await requireTicketForUpdate(tx, first.ticketId)
  const ids = part.attachments.map(() => ctx.newId())
  await tx.insert(attachment).values(
    part.attachments.map((file, at) => ({
      id: ids[at] ?? ctx.newId(),
      messageId: first.messageId,
      createdAt: part.receivedAt,
      ...file,
    })),
  )
  await tx
    .insert(messageRef)
    .values({
      channel: 'telegram',
      ref: `${part.chatId}:${part.messageId}`,
      ticketId: current.id,
      messageId: first.messageId,
      createdAt: part.receivedAt,
    })
    .onConflictDoNothing()
  const words = [first.body, maskSecrets(part.text).text].filter((text) => text !== '').join('\n')
  await tx.update(message).set({ body: words }).where(eq(message.id, first.messageId))
  await tx
    .update(ticket)
    .set({
      lastClientMessageAt: part.receivedAt,
      ...(part.quietMs > 0 ? { burstEndsAt: new Date(ctx.now().getTime() + part.quietMs) } : {}),
    })
    .where(eq(ticket.id, current.id))
  await tx.update(inbound).set({ ticketId: current.id }).where(eq(inbound.id, part.inboundId))
  await enqueueFetches(ctx, tx, part.attachments, ids)
  await notifyTicketChanged(tx, current.id)
  return { ticketId: current.id }
}
