import type { Ctx } from '../../src/context.ts'
import type { Locale } from '../../src/i18n/locale.ts'
import { formatMoment, texts } from '../../src/i18n/texts.ts'
import { ticketsOfContact } from '../../src/tickets/queries.ts'
import { isOpen } from '../../src/tickets/status.ts'
import { formatTicketNumber } from '../../src/tickets/ticket-number.ts'
import { buttonData } from '../callback-data.ts'
import { escapeHtml, paragraphs, type View } from '../views.ts'

const shown = 8

/** One message a ticket, newest first, each with what can be done to it. */
export async function ticketsView(ctx: Ctx, contactId: string, locale: Locale): Promise<View[]> {
  const t = texts(locale)
  const tickets = (await ticketsOfContact(ctx.db, contactId)).slice(0, shown)
  if (tickets.length === 0) return [{ html: t.bot.noTickets, buttons: [] }]
  return [
    { html: t.bot.tickets, buttons: [] },
    ...tickets.map((ticket): View => {
      const open = isOpen(ticket.status)
      const { number } = ticket
      return {
        html: paragraphs(
          t.bot.ticketLine(
            `<b>${formatTicketNumber(number)}</b>`,
            t.status[ticket.status],
            escapeHtml(ticket.subject),
          ),
          open && ticket.dueAt !== null ? t.bot.due(formatMoment(ticket.dueAt, locale)) : '',
        ),
        buttons: [
          open
            ? [
                { text: t.bot.buttons.add, data: buttonData({ kind: 'add', number }) },
                { text: t.bot.buttons.close, data: buttonData({ kind: 'close', number }) },
              ]
            : [{ text: t.bot.buttons.reopen, data: buttonData({ kind: 'reopen', number }) }],
        ],
      }
    }),
  ]
}
