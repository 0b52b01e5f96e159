import { eq } from 'drizzle-orm'
import type { Transaction } from '../../db/client.ts'
import { contact } from '../../db/schema/people.ts'
import { telegramChat } from '../../db/schema/tickets.ts'
import { type Ctx, inTx } from '../context.ts'
import type { Locale } from '../i18n/locale.ts'
import { type Identity, identifySender } from '../people/identify-sender.ts'

export type ChatOwner = {
  chatId: string
  userId: string
  displayName: string
  profileLocale: Locale | null
}
type Chat = typeof telegramChat.$inferSelect

/** The chat's row, locked: what happens in one chat happens in order, on any number of machines. */
export async function openChat(
  ctx: Ctx,
  tx: Transaction,
  owner: ChatOwner,
): Promise<{ sender: Identity; chat: Chat }> {
  const locale = owner.profileLocale ?? 'ru'
  const sender = await identifySender(
    ctx,
    tx,
    { channel: 'telegram', address: owner.userId, displayName: owner.displayName },
    locale,
  )
  await tx
    .insert(telegramChat)
    .values({ chatId: owner.chatId, identityId: sender.id, locale, updatedAt: ctx.now() })
    .onConflictDoNothing()
  const [chat] = await tx
    .select()
    .from(telegramChat)
    .where(eq(telegramChat.chatId, owner.chatId))
    .for('update')
  if (!chat) throw new Error('chat vanished')
  return { sender, chat }
}

/** Who speaks in a chat, and in which language we answer. */
export async function telegramCustomer(
  ctx: Ctx,
  owner: ChatOwner,
): Promise<{ contactId: string; locale: Locale }> {
  return inTx(ctx, async (tx) => {
    const { sender, chat } = await openChat(ctx, tx, owner)
    return { contactId: sender.contactId, locale: chat.locale }
  })
}

/** After `/new` (null) the next words open a ticket of their own; else they go to that ticket. */
export async function setTelegramFocus(
  ctx: Ctx,
  chatId: string,
  ticketId: string | null,
): Promise<void> {
  await ctx.db
    .update(telegramChat)
    .set({ focusTicketId: ticketId, updatedAt: ctx.now() })
    .where(eq(telegramChat.chatId, chatId))
}

/** Language of the chat, chosen by its owner; remembered on the contact for other channels too. */
export async function setTelegramLocale(ctx: Ctx, owner: ChatOwner, locale: Locale): Promise<void> {
  await inTx(ctx, async (tx) => {
    const { sender, chat } = await openChat(ctx, tx, owner)
    await tx.update(telegramChat).set({ locale }).where(eq(telegramChat.chatId, chat.chatId))
    await tx.update(contact).set({ locale }).where(eq(contact.id, sender.contactId))
  })
}
