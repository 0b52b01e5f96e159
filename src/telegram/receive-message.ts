import { z } from 'zod'
import { type Ctx, inTx } from '../context.ts'
import type { DialogAnswer } from '../conversation/continue-dialog.ts'
import { locales } from '../i18n/locale.ts'
import { inGroups } from '../in-groups.ts'
import { placeMessages } from './place-messages.ts'

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
  /** A shared contact card, if the message is one. */
  card: z.object({ phone: z.string(), userId: z.string().nullable() }).nullable().default(null),
  raw: z.unknown(),
  quietMs: z.number().int().min(0),
})
export type TelegramMessage = z.input<typeof TelegramMessage>
export type GivenMessage = z.output<typeof TelegramMessage>

export type ReceivedMessage = {
  /** null only for words that have to do with no ticket, such as a code. */
  ticketId: string | null
  opened: boolean
  /** Set when the words answered a question of the bot: what is to be said. */
  answer: DialogAnswer | null
}

/** null for a message that we have already. */
export type Received = ReceivedMessage | null

const receive = inGroups<GivenMessage, Received>(
  (ctx, group) => inTx(ctx, (tx) => placeMessages(ctx, tx, group)),
  (message) => message.chatId,
)

/**
 * A private message becomes a ticket or joins one, in one transaction with its original and the queued
 * acknowledgement. The same message again changes nothing. Messages of different chats that come at the
 * same time share a transaction; those of one chat are taken in order.
 */
export async function receiveTelegramMessage(ctx: Ctx, input: TelegramMessage): Promise<Received> {
  return receive(ctx, TelegramMessage.parse(input))
}
