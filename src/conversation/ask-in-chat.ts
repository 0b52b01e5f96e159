import { eq } from 'drizzle-orm'
import type { Database, Transaction } from '../../db/client.ts'
import { telegramChat } from '../../db/schema/tickets.ts'
import type { Ctx } from '../context.ts'
import { askedNow, type Dialog } from './dialog.ts'

/** The next words in this chat answer `dialog`; null takes the question back. */
export async function askInChat(
  ctx: Ctx,
  chatId: string,
  dialog: Dialog | null,
  writer: Pick<Database | Transaction, 'update'> = ctx.db,
): Promise<void> {
  await writer
    .update(telegramChat)
    .set({ dialog: dialog === null ? null : askedNow(dialog, ctx.now()), updatedAt: ctx.now() })
    .where(eq(telegramChat.chatId, chatId))
}
