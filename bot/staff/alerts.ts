import { type Api, Composer, type Context } from 'grammy'
import { DomainError } from '../../src/errors.ts'
import { alertSentence, alertsRu } from '../../src/i18n/alerts.ru.ts'
import { chatRu } from '../../src/i18n/chat.ru.ts'
import type { StaffAlert } from '../../src/staff-chat/announce-alert.ts'
import { asStaffOfTelegram } from '../../src/staff-chat/link-staff.ts'
import { takeAlert } from '../../src/staff-chat/take-alert.ts'
import { formatTicketNumber } from '../../src/tickets/ticket-number.ts'
import { buttonData, readButton } from '../callback-data.ts'
import { asGatewayError, sendView } from '../deliver.ts'
import type { BotDeps } from '../deps.ts'
import { type Button, escapeHtml, link, paragraphs, type View, view } from '../view.ts'

const signs = { critical: '🔴', warning: '🟠', info: '🔵' } as const
const t = chatRu.staff

/** Sends alerts to the staff chat, each with a link to the panel and a button to take it. */
export function alertTeller(api: Api, config: { chatId: string; publicUrl: string }) {
  return async (alert: StaffAlert): Promise<void> => {
    try {
      await sendView(api, config.chatId, alertView(alert, config.publicUrl))
    } catch (error) {
      throw asGatewayError(error)
    }
  }
}

export function alertView(alert: StaffAlert, publicUrl: string): View {
  const { ticketNumber, severity } = alert
  const { incidentId } = alert.data
  const elsewhere = incidentId === undefined ? '/desk/alerts' : `/desk/incidents/${incidentId}`
  const path =
    ticketNumber === null ? elsewhere : `/desk/tickets/${formatTicketNumber(ticketNumber)}`
  const take: Button = { text: t.take, data: buttonData({ kind: 'take', alert: alert.alertId }) }
  return view(
    paragraphs(
      `${signs[severity]} <b>${alertsRu.severities[severity]}</b> ${escapeHtml(alertSentence(alert.kind, alert.data))}`,
      ticketNumber === null ? '' : formatTicketNumber(ticketNumber),
      link({ label: t.open, url: `${publicUrl}${path}` }),
    ),
    [take],
  )
}

/** "Take it" counts only from an account that is linked with a member of staff. */
export function staffAlerts(deps: BotDeps): Composer<Context> {
  const composer = new Composer<Context>()
  composer.on('callback_query:data', async (update, next) => {
    const action = readButton(update.callbackQuery.data)
    if (action?.kind !== 'take' || String(update.chat?.id) !== deps.staffChatId) return next()
    const who = await asStaffOfTelegram(deps.ctx, String(update.from.id))
    if (!who) {
      await update.answerCallbackQuery({ text: t.notLinked, show_alert: true })
      return
    }
    try {
      await takeAlert(who.ctx, { alertId: action.alert })
    } catch (error) {
      if (!(error instanceof DomainError)) throw error
      await update.answerCallbackQuery({ text: t.alreadyTaken })
      return
    }
    await update.answerCallbackQuery()
    const said = update.callbackQuery.message?.text ?? ''
    await update.editMessageText(`${said}\n\n✅ ${t.taken(who.name)}`)
  })
  return composer
}
