import { eq, sql } from 'drizzle-orm'
import type { Transaction } from '../../db/client.ts'
import { jsonRows } from '../../db/json-rows.ts'
import { contact, identity } from '../../db/schema/people.ts'
import { telegramChat } from '../../db/schema/tickets.ts'
import { type Ctx, inTx } from '../context.ts'
import type { Locale } from '../i18n/locale.ts'
import { type Identity, identifySenders } from '../people/identify-sender.ts'

export type ChatOwner = {
  chatId: string
  userId: string
  displayName: string
  profileLocale: Locale | null
}
export type Chat = typeof telegramChat.$inferSelect
export type OpenedChat = { sender: Identity; chat: Chat }

/** The chat's row, locked: what happens in one chat happens in order, on any number of machines. */
export async function openChat(ctx: Ctx, tx: Transaction, owner: ChatOwner): Promise<OpenedChat> {
  const opened = (await openChats(ctx, tx, [owner])).get(owner.chatId)
  if (!opened) throw new Error('chat vanished')
  return opened
}

/** The same for several chats, in the same statements, by chat id. */
export async function openChats(
  ctx: Ctx,
  tx: Transaction,
  owners: ChatOwner[],
): Promise<Map<string, OpenedChat>> {
  const known = await lockChats(tx, owners)
  const missing = owners.filter((owner) => !known.has(owner.chatId))
  if (missing.length === 0) return known
  await createChats(ctx, tx, missing)
  return new Map([...known, ...(await lockChats(tx, missing))])
}

/** Always in the order of their ids, so that two groups of chats never wait for each other. */
async function lockChats(
  tx: Transaction,
  owners: { chatId: string }[],
): Promise<Map<string, OpenedChat>> {
  const { source } = jsonRows(telegramChat, ['chatId'], owners)
  const rows = await tx
    .select({ chat: telegramChat, sender: identity })
    .from(telegramChat)
    .innerJoin(identity, eq(identity.id, telegramChat.identityId))
    .where(sql`${telegramChat.chatId} in (select given.chat_id from ${source})`)
    .orderBy(telegramChat.chatId)
    .for('update', { of: telegramChat })
  return new Map(rows.map((row) => [row.chat.chatId, row]))
}

async function createChats(ctx: Ctx, tx: Transaction, owners: ChatOwner[]): Promise<void> {
  const locales = owners.map((owner) => owner.profileLocale ?? 'ru')
  const senders = await identifySenders(
    ctx,
    tx,
    owners.map((owner, at) => ({
      channel: 'telegram',
      address: owner.userId,
      displayName: owner.displayName,
      locale: locales[at] ?? 'ru',
    })),
  )
  const { columns, source } = jsonRows(
    telegramChat,
    ['chatId', 'identityId', 'locale', 'updatedAt'],
    owners.map((owner, at) => ({
      chatId: owner.chatId,
      identityId: senders[at]?.id ?? '',
      locale: locales[at] ?? 'ru',
      updatedAt: ctx.now(),
    })),
  )
  await tx.execute(
    sql`insert into ${telegramChat} (${columns}) select ${columns} from ${source} on conflict do nothing`,
  )
}

/** Who speaks in a chat, and in which language we answer. */
export async function telegramCustomer(
  ctx: Ctx,
  owner: ChatOwner,
): Promise<{ contactId: string; identityId: string; locale: Locale }> {
  return inTx(ctx, async (tx) => {
    const { sender, chat } = await openChat(ctx, tx, owner)
    return { contactId: sender.contactId, identityId: sender.id, locale: chat.locale }
  })
}

/** Language of the chat, chosen by its owner; remembered on the contact for other channels too. */
export async function setTelegramLocale(ctx: Ctx, owner: ChatOwner, locale: Locale): Promise<void> {
  await inTx(ctx, async (tx) => {
    const { sender, chat } = await openChat(ctx, tx, owner)
    await tx
      .update(telegramChat)
      .set({ locale, localeChosen: true })
      .where(eq(telegramChat.chatId, chat.chatId))
    await tx.update(contact).set({ locale }).where(eq(contact.id, sender.contactId))
  })
}
