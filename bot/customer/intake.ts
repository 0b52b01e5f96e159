import { Composer, type Context } from 'grammy'
import type { Message } from 'grammy/types'
import { chatTexts } from '../../src/i18n/chat-texts.ts'
import { editTelegramMessage } from '../../src/telegram/edit-message.ts'
import { receiveTelegramMessage } from '../../src/telegram/receive-message.ts'
import { type BotDeps, ownerOf } from '../deps.ts'
import { readMessage, saysSomething } from './read-message.ts'

/** Free text first: whatever a client sends in private becomes or joins a ticket. */
export function intake(deps: BotDeps): Composer<Context> {
  const composer = new Composer<Context>()
  composer.on('message', (update) => take(deps, update, update.message))
  composer.on('edited_message', async (update) => {
    const owner = ownerOf(update)
    const { editedMessage: message } = update
    // A shared live location moves by edits; that is no new wording.
    if (!owner || !saysSomething(message) || message.location) return
    const known = await editTelegramMessage(deps.ctx, {
      chatId: owner.chatId,
      messageId: message.message_id,
      updateId: update.update.update_id,
      text: readMessage(message, chatTexts(owner.profileLocale ?? 'ru')).text,
      raw: update.update,
    })
    // Written before we were there, or lost on the way: then it is new to us.
    if (!known) await take(deps, update, message)
  })
  return composer
}

async function take(deps: BotDeps, update: Context, message: Message): Promise<void> {
  const owner = ownerOf(update)
  if (!owner || !saysSomething(message)) return
  await receiveTelegramMessage(deps.ctx, {
    ...owner,
    ...readMessage(message, chatTexts(owner.profileLocale ?? 'ru')),
    messageId: message.message_id,
    receivedAt: deps.ctx.now(),
    replyToMessageId: message.reply_to_message?.message_id ?? null,
    albumId: message.media_group_id ?? null,
    raw: update.update,
    quietMs: deps.quietMs,
  })
}
