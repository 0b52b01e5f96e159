import { Composer, type Context, GrammyError, HttpError } from 'grammy'
import { askInChat } from '../../src/conversation/ask-in-chat.ts'
import { DomainError } from '../../src/errors.ts'
import type { ChatTexts } from '../../src/i18n/chat.ru.ts'
import { chatTexts } from '../../src/i18n/chat-texts.ts'
import { texts } from '../../src/i18n/texts.ts'
import { setTelegramLocale } from '../../src/telegram/chat.ts'
import { findOwnTicket } from '../../src/tickets/find-own-ticket.ts'
import { type ActionOf, type ButtonAction, type ButtonKind, readButton } from '../callback-data.ts'
import { changeSent } from '../deliver.ts'
import type { BotDeps } from '../deps.ts'
import { paragraphs, type View, view } from '../view.ts'
import { compromiseDetail, compromiseReason, confirmDoubt } from './compromise.ts'
import { faqAnswer, faqMenu, faqTopic } from './faq.ts'
import { askMail, unlink } from './link.ts'
import { helpView, menu } from './menu.ts'
import { fact, faqHelped, keepTogether, move, organisation, skipFact, split } from './offers.ts'
import { chooseNews } from './status.ts'
import { chooseTariff } from './tariffs.ts'
import * as tickets from './tickets.ts'
import { say, type Visit, visitOf } from './visit.ts'

type CustomerKind = Exclude<ButtonKind, 'take'>
type Press<K extends ButtonKind> = (visit: Visit, action: ActionOf<K>) => Promise<View[]>

const presses: { [K in CustomerKind]: Press<K> } = {
  go: (visit, { item }) => menu[item](visit),
  lang: async (visit, { locale }) => {
    await setTelegramLocale(visit.deps.ctx, visit.owner, locale)
    const { html, buttons } = helpView({ ...visit, locale })
    return [{ html: paragraphs(texts(locale).bot.languageChosen, html), buttons }]
  },
  cancel: async (visit) => {
    await askInChat(visit.ctx, visit.owner.chatId, null)
    return [view(chatTexts(visit.locale).cancelled)]
  },
  add: tickets.addTo,
  close: tickets.close,
  reopen: tickets.reopen,
  unsolved: tickets.reopen,
  rate: tickets.rate,
  askrate: tickets.askRating,
  comment: tickets.askComment,
  more: (visit, { before }) => tickets.ticketsMenu(visit, new Date(before)),
  helped: (visit, { number }) => faqHelped(visit, number, true),
  nohelp: (visit, { number }) => faqHelped(visit, number, false),
  topics: (visit) => faqMenu({ ...visit, words: '' }),
  sect: (visit, { product }) => faqTopic(visit, product),
  read: (visit, { slug }) => faqAnswer(visit, slug),
  offer: (visit, { slug, number }) => faqAnswer(visit, slug, number),
  good: async (visit) => [view(chatTexts(visit.locale).faq.glad)],
  bad: async (visit) => [view(chatTexts(visit.locale).faq.writeUs)],
  apart: (visit, { outbound }) => move(visit, outbound, null),
  move: (visit, { outbound, number }) => move(visit, outbound, number),
  split,
  keep: keepTogether,
  fact,
  org: organisation,
  skip: skipFact,
  comp: compromiseReason,
  compmine: (visit) => compromiseDetail(visit, { mine: true }),
  complearnt: (visit, { when }) => compromiseDetail(visit, { when }),
  compskip: (visit) => compromiseDetail(visit, { skip: true }),
  compyes: confirmDoubt,
  compno: async (visit, { number }) => {
    await findOwnTicket(visit.ctx, number)
    return [view(chatTexts(visit.locale).compromise.noNoted)]
  },
  tariff: chooseTariff,
  news: chooseNews,
  linkmail: askMail,
  unlink,
}

/** These lead from one page to another: the message with the button turns into the answer. */
const inPlace: ReadonlySet<ButtonKind> = new Set(['lang', 'cancel', 'topics', 'sect'])

/** Pressed buttons. Telegram hears of each press, whatever comes of it, so that no button keeps spinning. */
export function buttons(deps: BotDeps): Composer<Context> {
  const composer = new Composer<Context>()
  composer.on('callback_query', async (update) => {
    const visit = await visitOf(deps, update)
    const action = readButton(update.callbackQuery.data ?? '')
    if (!visit) return answerPress(update)
    const t = chatTexts(visit.locale)
    if (!action || action.kind === 'take') return answerPress(update, t.outdated)
    try {
      const said = await press(visit, action)
      await answerPress(update)
      if (!(inPlace.has(action.kind) && (await turnInto(update, said)))) await say(visit, said)
    } catch (error) {
      if (!(error instanceof DomainError)) throw error
      await answerPress(update, refusal(error, t))
    }
  })
  return composer
}

function press(visit: Visit, action: Exclude<ButtonAction, { kind: 'take' }>): Promise<View[]> {
  const act = presses[action.kind] as Press<CustomerKind>
  return act(visit, action)
}

/** False when the message cannot be changed any more, or the answer is not one message. */
async function turnInto({ api, callbackQuery }: Context, views: View[]): Promise<boolean> {
  const [only, ...more] = views
  const message = callbackQuery?.message
  if (!only || more.length > 0 || !message) return false
  const chatId = String(message.chat.id)
  try {
    return await changeSent(api, chatId, [`${chatId}:${message.message_id}`], only)
  } catch (error) {
    if (error instanceof GrammyError || error instanceof HttpError) return false
    throw error
  }
}

/** A press that waited too long cannot be answered any more; what it asked for is done all the same. */
async function answerPress(update: Context, text?: string): Promise<void> {
  try {
    await update.answerCallbackQuery(text === undefined ? {} : { text, show_alert: true })
  } catch (error) {
    if (!(error instanceof GrammyError)) throw error
  }
}

function refusal(error: DomainError, t: ChatTexts): string {
  if (error.key === 'wordsMoved' || error.key === 'alreadySplit') return t.focus.tooLate
  if (error.code === 'not_found') return t.tickets.notFound
  if (error.key === 'ratingOutdated' || error.key === 'ratingNotOpen') return t.rating.outdated
  return t.outdated
}
