import { and, eq } from 'drizzle-orm'
import { z } from 'zod'
import type { Transaction } from '../../db/client.ts'
import { messageRef, telegramChat, ticket } from '../../db/schema/tickets.ts'
import { inbound } from '../../db/schema/transport.ts'
import { type Ctx, inTx } from '../context.ts'
import { locales } from '../i18n/locale.ts'
import type { Identity } from '../people/identify-sender.ts'
import { appendClientMessage } from '../tickets/append-client-message.ts'
import { isGratitude } from '../tickets/gratitude.ts'
import { requireTicketForUpdate, type Ticket } from '../tickets/load-ticket.ts'
import { openTicket } from '../tickets/open-ticket.ts'
import { isOpen } from '../tickets/status.ts'
import { subjectOf } from '../tickets/subject.ts'
import { findTicketNumbers } from '../tickets/ticket-number.ts'
import { openChat } from './chat.ts'
import { albumRef, joinAlbum } from './join-album.ts'

export const TelegramMessage = z.object({
  chatId: z.string(),
  messageId: z.number().int(),
  userId: z.string(),
  displayName: z.string(),
  profileLocale: z.enum(locales).nullable(),
  text: z.string(),
  receivedAt: z.date(),
  replyToMessageId: z.number().int().nullable(),
  /** `media_group_id`: its parts are one message. */
  albumId: z.string().nullable().default(null),
  files: z.array(
    z.object({
      fileId: z.string(),
      name: z.string(),
      size: z.number(),
      mediaType: z.string(),
      tooBig: z.boolean(),
    }),
  ),
  raw: z.unknown(),
  quietMs: z.number().int().min(0),
})
export type TelegramMessage = z.input<typeof TelegramMessage>
type Given = z.output<typeof TelegramMessage>

type Chat = typeof telegramChat.$inferSelect
type Choice = { ticketId: string; reason: string } | { ticketId: null; reason: string }

/**
 * A private message becomes a ticket or joins one, in one transaction with its original and the queued
 * acknowledgement. The same message again changes nothing. Returns null for such a repeat.
 */
export async function receiveTelegramMessage(
  ctx: Ctx,
  input: TelegramMessage,
): Promise<{ ticketId: string; opened: boolean } | null> {
  const given = TelegramMessage.parse(input)
  return inTx(ctx, async (tx) => {
    const inboundId = ctx.newId()
    const [fresh] = await tx
      .insert(inbound)
      .values({
        id: inboundId,
        channel: 'telegram',
        externalKey: `${given.chatId}:${given.messageId}`,
        receivedAt: given.receivedAt,
        raw: given.raw,
        state: 'done',
      })
      .onConflictDoNothing()
      .returning({ id: inbound.id })
    if (!fresh) return null
    const { sender, chat } = await openChat(ctx, tx, given)
    const attachments = given.files.map((file) => ({
      name: file.name,
      size: file.size,
      mediaType: file.mediaType,
      sha256: null,
      verdict: file.tooBig ? ('refused' as const) : ('accepted' as const),
      reason: file.tooBig ? 'too_big' : '',
      remoteRef: file.fileId,
    }))
    const { albumId } = given
    if (albumId !== null) {
      const joined = await joinAlbum(ctx, tx, { ...given, albumId, attachments })
      if (joined) {
        await tx.update(inbound).set(joined).where(eq(inbound.id, inboundId))
        return { ...joined, opened: false }
      }
    }
    const choice = await chooseTicket(ctx, tx, given, chat, sender)
    const words = {
      sender,
      channel: 'telegram' as const,
      body: given.text,
      receivedAt: given.receivedAt,
      quietMs: given.quietMs,
      inboundId,
      refs: [
        `${given.chatId}:${given.messageId}`,
        ...(albumId === null ? [] : [albumRef(given.chatId, albumId)]),
      ],
      attachments,
    }
    const locale = chat.locale
    const target =
      choice.ticketId === null
        ? await openTicket(ctx, tx, {
            ...words,
            locale,
            subject: subjectOf(given.text),
            because: choice.reason,
          })
        : await appendClientMessage(
            ctx,
            tx,
            await requireTicketForUpdate(tx, choice.ticketId),
            words,
          )
    const ticketId = target.ticket.id
    await tx
      .update(telegramChat)
      .set({ focusTicketId: ticketId, updatedAt: ctx.now() })
      .where(eq(telegramChat.chatId, given.chatId))
    await tx.update(inbound).set({ ticketId }).where(eq(inbound.id, inboundId))
    return { ticketId, opened: choice.ticketId === null }
  })
}

/** A reply, a ticket ID, then the ticket in focus decide; without any of them it is a new ticket. */
async function chooseTicket(
  ctx: Ctx,
  tx: Transaction,
  given: Given,
  chat: Chat,
  sender: Identity,
): Promise<Choice> {
  if (given.replyToMessageId !== null) {
    const [answered] = await tx
      .select({ id: ticket.id })
      .from(messageRef)
      .innerJoin(ticket, eq(ticket.id, messageRef.ticketId))
      .where(
        and(
          eq(messageRef.channel, 'telegram'),
          eq(messageRef.ref, `${given.chatId}:${given.replyToMessageId}`),
          eq(ticket.requesterId, sender.contactId),
        ),
      )
    if (answered) return { ticketId: answered.id, reason: 'reply' }
  }
  for (const number of findTicketNumbers(given.text).found) {
    const [named] = await tx
      .select({ id: ticket.id })
      .from(ticket)
      .where(and(eq(ticket.number, number), eq(ticket.requesterId, sender.contactId)))
    if (named) return { ticketId: named.id, reason: 'ticket_id' }
  }
  if (chat.focusTicketId !== null) {
    const focus = await requireTicketForUpdate(tx, chat.focusTicketId)
    if (joinsFocus(ctx, focus, given)) return { ticketId: focus.id, reason: 'focus' }
  }
  return { ticketId: null, reason: 'nothing_points_elsewhere' }
}

/** New words after the end of a ticket are a new question, unless they are its thanks or its last burst. */
function joinsFocus(ctx: Ctx, focus: Ticket, given: Given): boolean {
  if (isOpen(focus.status) || focus.burstEndsAt > ctx.now()) return true
  return given.files.length === 0 && isGratitude(given.text)
}
