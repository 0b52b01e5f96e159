import { Composer, type Context } from 'grammy'
import { DomainError } from '../../src/errors.ts'
import { chatTexts } from '../../src/i18n/chat-texts.ts'
import { currentSettings } from '../../src/settings/current-settings.ts'
import { linkStaffTelegram } from '../../src/staff-chat/link-staff.ts'
import { isValidTicketNumber } from '../../src/tickets/ticket-number.ts'
import { menuItems } from '../callback-data.ts'
import type { BotDeps } from '../deps.ts'
import { escapeHtml, type View, view } from '../view.ts'
import { startView } from '../views.ts'
import { faqAnswer } from './faq.ts'
import { linkByLink } from './link.ts'
import { helpView, menu } from './menu.ts'
import { chooseTariff } from './tariffs.ts'
import { oneTicket } from './tickets.ts'
import type { Visit } from './visit.ts'
import { say, visitOf } from './visit.ts'

/** The commands of the menu, and `/start` with whatever led the client here. */
export function commands(deps: BotDeps): Composer<Context> {
  const composer = new Composer<Context>()
  const inPrivate = composer.chatType('private')
  const on = (command: string, answer: (visit: Visit) => Promise<View[]>) =>
    inPrivate.command(command, async (update) => {
      const visit = await visitOf(deps, update, update.match)
      if (visit) await say(visit, await answer(visit))
    })
  on('start', start)
  for (const item of menuItems) on(item, menu[item])
  // A lone word with a slash is a mistyped command; anything longer is what the client has to say.
  inPrivate.hears(/^\/[a-z_]+(?:@\w+)?$/i, async (update) => {
    const visit = await visitOf(deps, update)
    if (!visit) return
    const help = helpView(visit)
    await say(visit, [{ ...help, html: chatTexts(visit.locale).unknownCommand }])
  })
  return composer
}

/** `?start=…`: a ticket, an article, a shortcut, or a one-time link. */
async function start(visit: Visit): Promise<View[]> {
  const [, kind = '', value = ''] = /^([a-z]+)(?:_(.+))?$/.exec(visit.words.trim()) ?? []
  if (kind === 'ticket' && isValidTicketNumber(value)) return oneTicket(visit, value)
  if (kind === 'faq' && value !== '') return faqAnswer(visit, value)
  if (kind === 'tariff' && value !== '') return chooseTariff(visit, { kind: 'tariff', code: value })
  if (kind === 'link' && value !== '') return linkByLink(visit, value)
  if (kind === 'staff' && value !== '') return linkStaff(visit, value)
  const item = menuItems.find((one) => one === kind)
  if (item) return menu[item]({ ...visit, words: '' })
  return [await welcome(visit)]
}

/** A member of staff ties his account, so that buttons in the staff chat know him. */
async function linkStaff(visit: Visit, token: string): Promise<View[]> {
  const t = chatTexts(visit.locale)
  try {
    const name = await linkStaffTelegram(visit.deps.ctx, { token, userId: visit.owner.userId })
    return [view(t.staff.linked(escapeHtml(name)))]
  } catch (error) {
    if (!(error instanceof DomainError)) throw error
    return [view(t.link.badToken)]
  }
}

async function welcome(visit: Visit): Promise<View> {
  const said = startView(await currentSettings(visit.ctx.db), visit.locale)
  return view(said.html, ...said.buttons, ...helpView(visit).buttons)
}
