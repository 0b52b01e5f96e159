import { Composer, type Context } from 'grammy'
import { reactToAnswer } from '../../src/conversation/react-to-answer.ts'
import { chatTexts } from '../../src/i18n/chat-texts.ts'
import { texts } from '../../src/i18n/texts.ts'
import { formatTicketNumber } from '../../src/tickets/ticket-number.ts'
import type { BotDeps } from '../deps.ts'
import { paragraphs, view } from '../view.ts'
import { ratingButtons } from '../views.ts'
import { say, visitOf } from './visit.ts'

/** 👍 on our answer counts as "helped"; what it did is said, with the way back. */
export function reactions(deps: BotDeps): Composer<Context> {
  const composer = new Composer<Context>()
  composer.on('message_reaction', async (update) => {
    const {
      message_id: messageId,
      new_reaction: now,
      old_reaction: before,
    } = update.messageReaction
    const emoji = now.flatMap((one) => (one.type === 'emoji' ? [one.emoji as string] : []))
    const added = emoji.filter(
      (one) => !before.some((old) => old.type === 'emoji' && old.emoji === one),
    )
    if (added.length === 0) return
    const visit = await visitOf(deps, update)
    if (!visit) return
    const { chatId } = visit.owner
    const solved = await reactToAnswer(visit.ctx, visit.contactId, {
      chatId,
      messageId,
      emoji: added,
    })
    if (!solved) return
    const t = chatTexts(visit.locale)
    const id = `<b>${formatTicketNumber(solved.number)}</b>`
    const { rate } = texts(visit.locale).resolved
    const said = paragraphs(t.reaction.solved(id), t.faq.stillWrong, rate)
    await say(visit, [view(said, ...ratingButtons(solved, visit.locale))])
  })
  return composer
}
