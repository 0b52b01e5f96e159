import { Composer, type Context } from 'grammy'
import type { Ctx } from '../../src/context.ts'
import { DomainError } from '../../src/errors.ts'
import type { Texts } from '../../src/i18n/ru.ts'
import { texts } from '../../src/i18n/texts.ts'
import { setTelegramFocus, setTelegramLocale } from '../../src/telegram/chat.ts'
import { closeTicket } from '../../src/tickets/close-ticket.ts'
import { findOwnTicket } from '../../src/tickets/find-own-ticket.ts'
import { rateTicket } from '../../src/tickets/rate-ticket.ts'
import { reopenTicket } from '../../src/tickets/reopen-ticket.ts'
import { formatTicketNumber } from '../../src/tickets/ticket-number.ts'
import { type ButtonAction, readButton } from '../callback-data.ts'
import { asCustomer, type BotDeps, ownerOf } from '../deps.ts'

/** Pressed buttons. Telegram hears of each press, whatever comes of it, so that no button keeps spinning. */
export function buttons(deps: BotDeps): Composer<Context> {
  const composer = new Composer<Context>()
  composer.on('callback_query:data', async (update) => {
    const owner = ownerOf(update)
    const action = readButton(update.callbackQuery.data)
    if (!owner || !action) {
      await update.answerCallbackQuery()
      return
    }
    if (action.kind === 'lang') {
      await setTelegramLocale(deps.ctx, owner, action.locale)
      const chosen = texts(action.locale).bot
      await update.answerCallbackQuery()
      await update.reply(`${chosen.languageChosen}\n\n${chosen.help}`)
      return
    }
    const { ctx, locale } = await asCustomer(deps, owner)
    const t = texts(locale)
    try {
      const said = await act(ctx, owner.chatId, action, t)
      await update.answerCallbackQuery()
      await update.reply(said)
    } catch (error) {
      if (!(error instanceof DomainError)) throw error
      await update.answerCallbackQuery({ text: refusal(error, t), show_alert: true })
    }
  })
  return composer
}

type TicketAction = Exclude<ButtonAction, { kind: 'lang' }>

async function act(ctx: Ctx, chatId: string, action: TicketAction, t: Texts): Promise<string> {
  const ticket = await findOwnTicket(ctx, action.number)
  const id = formatTicketNumber(ticket.number)
  switch (action.kind) {
    case 'rate':
      await rateTicket(ctx, {
        ticketId: ticket.id,
        cycle: action.cycle,
        score: action.score,
        channel: 'telegram',
      })
      return t.bot.ratingThanks(action.score)
    case 'unsolved':
    case 'reopen':
      await reopenTicket(ctx, { ticketId: ticket.id })
      return t.bot.ratingOpenAgain
    case 'add':
      await setTelegramFocus(ctx, chatId, ticket.id)
      return t.bot.focusSet(id)
    case 'close':
      await closeTicket(ctx, { ticketId: ticket.id })
      return t.bot.closedByYou(id)
  }
}

function refusal(error: DomainError, t: Texts): string {
  return error.code === 'not_found' ? t.bot.notFound : t.bot.ratingOutdated
}
