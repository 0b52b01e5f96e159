import { Composer, type Context } from 'grammy'
import type { Message } from 'grammy/types'
import type { DialogAnswer } from '../../src/conversation/continue-dialog.ts'
import { chatTexts } from '../../src/i18n/chat-texts.ts'
import { editTelegramMessage } from '../../src/telegram/edit-message.ts'
import { receiveTelegramMessage } from '../../src/telegram/receive-message.ts'
import { type BotDeps, ownerOf } from '../deps.ts'
import type { View } from '../view.ts'
import { answerView } from './compromise.ts'
import { checkCode, linkByCard, sendCode } from './link.ts'
import { readMessage, saysSomething } from './read-message.ts'
import { say, type Visit, visitOf } from './visit.ts'

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
  const { contact } = message
  const received = await receiveTelegramMessage(deps.ctx, {
    ...owner,
    ...readMessage(message, chatTexts(owner.profileLocale ?? 'ru')),
    messageId: message.message_id,
    receivedAt: deps.ctx.now(),
    replyToMessageId: message.reply_to_message?.message_id ?? null,
    albumId: message.media_group_id ?? null,
    card: contact
      ? { phone: contact.phone_number, userId: contact.user_id ? String(contact.user_id) : null }
      : null,
    raw: update.update,
    quietMs: deps.quietMs,
  })
  if (!received?.answer) return
  const visit = await visitOf(deps, update)
  if (visit) await say(visit, await answer(visit, received.answer))
}

async function answer(visit: Visit, said: DialogAnswer): Promise<View[]> {
  switch (said.kind) {
    case 'link_card':
      return linkByCard(visit, said)
    case 'link_mail':
      return sendCode(visit, said.email)
    case 'link_code':
      return checkCode(visit, said.code, said.triesLeft)
    default:
      return [answerView(said, visit.locale)]
  }
}
