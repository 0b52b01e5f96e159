import { Composer, type Context } from 'grammy'
import { texts } from '../../src/i18n/texts.ts'
import { editTelegramMessage } from '../../src/telegram/edit-message.ts'
import { receiveTelegramMessage } from '../../src/telegram/receive-message.ts'
import { asCustomer, type BotDeps, ownerOf } from '../deps.ts'
import { readMessage, saysSomething } from './read-message.ts'

/** Free text first: whatever a client sends in private becomes or joins a ticket. */
export function intake(deps: BotDeps): Composer<Context> {
  const composer = new Composer<Context>()
  composer.on('message', async (update) => {
    const owner = ownerOf(update)
    if (!owner || !saysSomething(update.message)) return
    const t = texts(owner.profileLocale ?? 'ru')
    const { text, files } = readMessage(update.message, t)
    await receiveTelegramMessage(deps.ctx, {
      ...owner,
      messageId: update.message.message_id,
      text: text || t.bot.attachmentOnly(t.bot.content.other).repeat(files.length === 0 ? 1 : 0),
      receivedAt: deps.ctx.now(),
      replyToMessageId: update.message.reply_to_message?.message_id ?? null,
      files,
      raw: update.update,
      quietMs: deps.quietMs,
    })
  })
  composer.on('edited_message', async (update) => {
    const owner = ownerOf(update)
    if (!owner) return
    const { locale } = await asCustomer(deps, owner)
    await editTelegramMessage(deps.ctx, {
      chatId: owner.chatId,
      messageId: update.editedMessage.message_id,
      text: readMessage(update.editedMessage, texts(locale)).text,
      editedAt: deps.ctx.now(),
    })
  })
  return composer
}
