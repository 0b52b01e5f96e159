import { eq } from 'drizzle-orm'
import { z } from 'zod'
import type { Transaction } from '../../db/client.ts'
import { contact, identity } from '../../db/schema/people.ts'
import { telegramChat, ticket } from '../../db/schema/tickets.ts'
import { appendAudit } from '../audit.ts'
import { type Ctx, inTx } from '../context.ts'
import { queueOutbound } from '../delivery/queue-outbound.ts'
import { chatTexts } from '../i18n/chat-texts.ts'
import { requireRight } from '../rights.ts'
import { requireOwner, requireTelegramForUpdate } from './link-telegram.ts'
import { lockContacts } from './move-contact.ts'

export const UnlinkTelegramInput = z.object({ identityId: z.uuid() })
export type UnlinkTelegramInput = z.infer<typeof UnlinkTelegramInput>

/**
 * The account is a stranger's again; it keeps the tickets that were opened from it, and nothing else. When staff
 * do it, the chat is told.
 */
export async function unlinkTelegram(
  ctx: Ctx,
  input: UnlinkTelegramInput,
): Promise<{ contactId: string }> {
  const { identityId } = UnlinkTelegramInput.parse(input)
  return inTx(ctx, async (tx) => {
    const who = await requireTelegramForUpdate(tx, identityId)
    if (ctx.actor.kind === 'staff') requireRight(ctx, 'clients.link')
    else requireOwner(ctx, who)
    if (who.assurance !== 'verified') return { contactId: who.contactId }
    await lockContacts(tx, who.contactId)
    const contactId = ctx.newId()
    await tx
      .insert(contact)
      .values({ id: contactId, name: who.displayName || who.address, createdAt: ctx.now() })
    await tx
      .update(identity)
      .set({ contactId, assurance: 'unknown', established: 'first_seen', establishedAt: null })
      .where(eq(identity.id, identityId))
    await tx.update(ticket).set({ requesterId: contactId }).where(eq(ticket.identityId, identityId))
    await appendAudit(ctx, tx, {
      chain: `contact:${who.contactId}`,
      action: 'contact.telegram_unlinked',
      data: { identityId, now: contactId },
    })
    if (ctx.actor.kind === 'staff') await tellChat(ctx, tx, who.address)
    return { contactId }
  })
}

async function tellChat(ctx: Ctx, tx: Transaction, chatId: string): Promise<void> {
  const [chat] = await tx
    .select({ locale: telegramChat.locale })
    .from(telegramChat)
    .where(eq(telegramChat.chatId, chatId))
  if (!chat) return
  await queueOutbound(ctx, tx, {
    channel: 'telegram',
    address: chatId,
    locale: chat.locale,
    kind: 'said',
    model: { html: chatTexts(chat.locale).link.unlinkedByStaff, buttons: [] },
  })
}
