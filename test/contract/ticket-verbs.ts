import { and, eq } from 'drizzle-orm'
import { alert } from '../../db/schema/alerts.ts'
import { ticketCc } from '../../db/schema/senders.ts'
import { message } from '../../db/schema/tickets.ts'
import { outbound } from '../../db/schema/transport.ts'
import { decideAbuseReport } from '../../src/abuse/decide-abuse-report.ts'
import { fileAbuseReport } from '../../src/abuse/file-abuse-report.ts'
import { acknowledgeAlert } from '../../src/alerts/acknowledge-alert.ts'
import { raiseAlert } from '../../src/alerts/raise-alert.ts'
import { retryDelivery } from '../../src/delivery/retry-delivery.ts'
import { reopenByLink } from '../../src/rating-link/reopen-by-link.ts'
import { takeAlert } from '../../src/staff-chat/take-alert.ts'
import { addNote } from '../../src/tickets/add-note.ts'
import { assignTicket } from '../../src/tickets/assign-ticket.ts'
import { deleteReply, editReply } from '../../src/tickets/change-reply.ts'
import { closeTicket } from '../../src/tickets/close-ticket.ts'
import { decideParticipant } from '../../src/tickets/decide-participant.ts'
import { declineDevelopment } from '../../src/tickets/decline-development.ts'
import { linkTickets } from '../../src/tickets/link-tickets.ts'
import { mergeTickets } from '../../src/tickets/merge-tickets.ts'
import { rateTicket } from '../../src/tickets/rate-ticket.ts'
import { refuseTicket } from '../../src/tickets/refuse-ticket.ts'
import { registerPhoneTicket } from '../../src/tickets/register-phone-ticket.ts'
import { reopenTicket } from '../../src/tickets/reopen-ticket.ts'
import { replyToTicket } from '../../src/tickets/reply-to-ticket.ts'
import { resolveTicket } from '../../src/tickets/resolve-ticket.ts'
import { sendToDevelopment } from '../../src/tickets/send-to-development.ts'
import { setOutOfTurn } from '../../src/tickets/set-out-of-turn.ts'
import { setTriage } from '../../src/tickets/set-triage.ts'
import { splitTicket } from '../../src/tickets/split-ticket.ts'
import { suspendSupport } from '../../src/tickets/suspend-support.ts'
import { takeNextTicket } from '../../src/tickets/take-next-ticket.ts'
import { type Acting, type Verb, verb } from './verb.ts'

const work = { may: 'tickets.work' } as const
const ticketOf = ({ world }: Acting) => ({ ticketId: world.ticketId })

/** An answer in a chat by an administrator, who leads the shift. */
async function chatAnswer({ as, world }: Acting): Promise<string> {
  const admin = as('admin')
  await replyToTicket(admin, { ticketId: world.chatTicketId, text: 'Ответ' })
  const [said] = await admin.db
    .select({ id: message.id })
    .from(message)
    .where(and(eq(message.ticketId, world.chatTicketId), eq(message.author, 'staff')))
  return said?.id ?? ''
}

async function openAlert({ system, world }: Acting): Promise<string> {
  await system.db.transaction((tx) =>
    raiseAlert(system, tx, {
      kind: 'ticket_critical',
      severity: 'warning',
      key: 'contract',
      ticketId: world.ticketId,
    }),
  )
  const [row] = await system.db.select().from(alert).where(eq(alert.key, 'contract'))
  return row?.id ?? ''
}

/** What staff do with tickets. */
export const ticketVerbs: Verb[] = [
  verb('tickets/add-note', addNote, {
    ...work,
    input: (a) => ({ ...ticketOf(a), text: 'Заметка' }),
    again: 'anew',
  }),
  verb('tickets/assign-ticket', assignTicket, {
    ...work,
    input: (a) => ({ ...ticketOf(a), assigneeId: a.world.staff.engineer.staffId }),
    again: 'nothing',
  }),
  verb('tickets/close-ticket', closeTicket, {
    ...work,
    also: ['customer'],
    owner: ({ requesterId }) => requesterId,
    input: ticketOf,
    again: 'refused',
  }),
  verb('tickets/decide-participant', decideParticipant, {
    ...work,
    input: async (a) => {
      const [said] = await a.system.db
        .select({ id: message.id })
        .from(message)
        .where(eq(message.ticketId, a.world.ticketId))
      await a.system.db.insert(ticketCc).values({
        ticketId: a.world.ticketId,
        address: 'boss@firm.example',
        messageId: said?.id ?? '',
        seenAt: a.system.now(),
      })
      return { ...ticketOf(a), address: 'boss@firm.example', accept: true, reason: 'позвонили' }
    },
    again: 'refused',
  }),
  verb('tickets/link-tickets', linkTickets, {
    ...work,
    input: (a) => ({ ...ticketOf(a), otherId: a.world.chatTicketId }),
    again: 'refused',
  }),
  verb('tickets/merge-tickets', mergeTickets, {
    ...work,
    input: ({ world }) => ({ fromId: world.otherTicketId, intoId: world.ticketId }),
    // One link in the chain of either ticket.
    audits: 2,
    again: 'refused',
  }),
  verb('tickets/rate-ticket', rateTicket, {
    may: [],
    also: ['customer'],
    owner: ({ requesterId }) => requesterId,
    input: async (a) => {
      await closeTicket(a.as('admin'), ticketOf(a))
      return { ...ticketOf(a), cycle: 1, score: 5, channel: 'email' }
    },
    // A vote may be changed.
    again: 'anew',
  }),
  verb('rating-link/reopen-by-link', reopenByLink, {
    may: [],
    also: ['customer'],
    owner: ({ requesterId }) => requesterId,
    input: async (a) => {
      await closeTicket(a.as('admin'), ticketOf(a))
      return { ...ticketOf(a), cycle: 1, text: 'Всё ещё не работает' }
    },
    again: 'refused',
  }),
  verb('tickets/refuse-ticket', refuseTicket, {
    ...work,
    input: (a) => ({ ...ticketOf(a), reason: 'out_of_scope' as const }),
    again: 'refused',
  }),
  verb('tickets/suspend-support', suspendSupport, {
    ...work,
    input: (a) => ({ ...ticketOf(a), reason: 'out_of_scope' as const }),
    again: 'refused',
  }),
  verb('tickets/register-phone-ticket', registerPhoneTicket, {
    ...work,
    input: ({ system }) => ({
      phone: '+77010000077',
      calledAt: system.now(),
      locale: 'ru' as const,
      subject: 'Звонок',
      text: 'Не входит',
    }),
    again: 'anew',
  }),
  verb('tickets/reopen-ticket', reopenTicket, {
    ...work,
    also: ['customer'],
    owner: ({ requesterId }) => requesterId,
    input: async (a) => {
      await closeTicket(a.as('admin'), ticketOf(a))
      return ticketOf(a)
    },
    again: 'refused',
  }),
  verb('tickets/reply-to-ticket', replyToTicket, {
    ...work,
    input: (a) => ({ ...ticketOf(a), text: 'Ответ' }),
    again: 'anew',
  }),
  verb('tickets/change-reply', editReply, {
    composed: true,
    may: ['supervisor', 'admin'],
    input: async (a) => ({ messageId: await chatAnswer(a), text: 'Поправка' }),
    again: 'anew',
  }),
  verb('tickets/change-reply', deleteReply, {
    composed: true,
    may: ['supervisor', 'admin'],
    input: async (a) => ({ messageId: await chatAnswer(a) }),
    again: 'refused',
  }),
  verb('abuse/file-abuse-report', fileAbuseReport, {
    may: 'abuse.file',
    input: (a) => ({ ...ticketOf(a), kind: 'abuse', codes: ['4.3.1'], targetText: 'конкурент' }),
    again: 'refused',
  }),
  verb('abuse/decide-abuse-report', decideAbuseReport, {
    may: 'abuse.decide',
    input: async (a) => {
      const { id } = await fileAbuseReport(a.as('admin'), { ...ticketOf(a), kind: 'vulnerability' })
      return { reportId: id, outcome: 'unfounded', reason: 'не повторяется' }
    },
    again: 'refused',
  }),
  verb('tickets/resolve-ticket', resolveTicket, { ...work, input: ticketOf, again: 'refused' }),
  verb('tickets/send-to-development', sendToDevelopment, {
    ...work,
    input: (a) => ({ ...ticketOf(a), reference: 'DEV-1' }),
    again: 'nothing',
  }),
  verb('tickets/decline-development', declineDevelopment, {
    ...work,
    input: async (a) => {
      await sendToDevelopment(a.as('admin'), { ...ticketOf(a), reference: 'DEV-1' })
      return { ...ticketOf(a), text: 'не планируется' }
    },
    again: 'refused',
  }),
  verb('tickets/set-out-of-turn', setOutOfTurn, {
    ...work,
    input: async (a) => {
      await setTriage(a.as('admin'), { ...ticketOf(a), ...critical })
      return { ...ticketOf(a), outOfTurn: true, reason: 'суд завтра' }
    },
    again: 'nothing',
  }),
  verb('tickets/set-triage', setTriage, {
    ...work,
    input: (a) => ({ ...ticketOf(a), ...critical }),
    again: 'anew',
  }),
  verb('tickets/split-ticket', splitTicket, {
    ...work,
    input: (a) => ({ ...ticketOf(a), subject: 'Другое', text: 'Вторая беда' }),
    audits: 2,
    again: 'anew',
  }),
  verb('tickets/take-next-ticket', takeNextTicket, {
    ...work,
    input: () => null,
    bad: null,
    again: 'anew',
  }),
  verb('alerts/acknowledge-alert', acknowledgeAlert, {
    ...work,
    input: async (a) => ({ alertId: await openAlert(a) }),
    again: 'refused',
  }),
  verb('staff-chat/take-alert', takeAlert, {
    composed: true,
    ...work,
    input: async (a) => ({ alertId: await openAlert(a) }),
    bad: { alertId: '00000000-0000-4000-8000-000000000000' },
    audits: 2,
    again: 'refused',
  }),
  verb('delivery/retry-delivery', retryDelivery, {
    ...work,
    input: async (a) => {
      await replyToTicket(a.as('admin'), { ...ticketOf(a), text: 'Ответ' })
      const [row] = await a.system.db
        .update(outbound)
        .set({ state: 'dead' })
        .where(eq(outbound.ticketId, a.world.ticketId))
        .returning({ id: outbound.id })
      return { outboundId: row?.id ?? '' }
    },
    again: 'refused',
  }),
]

const critical = { priority: 'critical', complexity: 'medium', intent: 'incident' } as const
