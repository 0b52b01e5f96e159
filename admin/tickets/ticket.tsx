import type { Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { retryDelivery } from '../../src/delivery/retry-delivery.ts'
import { DomainError } from '../../src/errors.ts'
import { addNote } from '../../src/tickets/add-note.ts'
import { assignTicket } from '../../src/tickets/assign-ticket.ts'
import { closeTicket } from '../../src/tickets/close-ticket.ts'
import { decideParticipant } from '../../src/tickets/decide-participant.ts'
import { reopenTicket } from '../../src/tickets/reopen-ticket.ts'
import { replyToTicket } from '../../src/tickets/reply-to-ticket.ts'
import { resolveTicket } from '../../src/tickets/resolve-ticket.ts'
import { type SetTriageInput, setTriage } from '../../src/tickets/set-triage.ts'
import { keepStaffFiles } from '../../src/tickets/staff-files.ts'
import { formatTicketNumber } from '../../src/tickets/ticket-number.ts'
import type { AdminDeps, DeskEnv } from '../deps.ts'
import { tooLarge, typedFiles } from '../http/forms.ts'
import { act, done, requireNumber, requirePage, show } from './act.tsx'
import { draftText } from './answer-draft.tsx'
import { decisionRoutes } from './decision-routes.ts'

/** A file of the greatest accepted size, with its form. */
const uploadBytes = 25 * 1024 * 1024
/** `/desk/tickets/…/reply`: the one form that carries files. */
export const uploadPath = /^\/desk\/tickets\/[^/]+\/reply$/

const fileErrors = ['fileEmpty', 'fileTooLarge', 'fileBmp', 'fileKey', 'fileType', 'tooManyFiles']

/** A ticket's page and everything that is done from it. */
export function ticketRoutes(desk: Hono<DeskEnv>, deps: AdminDeps): void {
  decisionRoutes(desk)

  desk.get('/tickets/:number', async (c) => {
    const number = requireNumber(c)
    const formatted = formatTicketNumber(number)
    if (c.req.param('number') !== formatted) return c.redirect(`/desk/tickets/${formatted}`, 303)
    const page = await requirePage(c, number)
    const { answer } = page
    const taken = answer !== null && answer.id === c.req.query('answer')
    const text = taken ? draftText(answer, deps.mail.faqBaseUrl) : ''
    return show(c, page, taken ? { form: 'reply', errors: {}, typed: { text } } : undefined)
  })

  desk.post('/tickets/:number/reply', bodyLimit({ maxSize: uploadBytes, onError: tooLarge }), (c) =>
    act(
      c,
      'reply',
      async ({ ctx, ticketId, typed }) => {
        const text = typed.text ?? ''
        const files = await keepStaffFiles(ctx, deps.attachments, await typedFiles(c, 'files'))
        const reply = { ticketId, text, files }
        switch (typed.mode) {
          case 'note':
            return done(addNote(ctx, reply), 'noted')
          case 'question':
            return done(replyToTicket(ctx, { ...reply, question: true }), 'asked')
          case 'resolve':
            return done(replyToTicket(ctx, { ...reply, resolve: true }), 'answered_and_resolved')
          default:
            return done(replyToTicket(ctx, reply), 'replied')
        }
      },
      Object.fromEntries(fileErrors.map((key) => [key, 'files'])),
    ),
  )

  desk.post('/tickets/:number/status', (c) =>
    act(c, 'other', ({ ctx, ticketId, typed, page }) => {
      switch (typed.verb) {
        case 'take':
          return done(
            assignTicket(ctx, { ticketId, assigneeId: c.var.session.actor.staffId }),
            'taken',
          )
        case 'resolve':
          return done(resolveTicket(ctx, { ticketId }), 'resolved')
        case 'close':
          return done(closeTicket(ctx, { ticketId }), 'closed')
        case 'reopen':
          return done(reopenTicket(ctx, { ticketId: page.ticket.id }), 'reopened')
        default:
          throw new DomainError('invalid', 'invalid')
      }
    }),
  )

  desk.post('/tickets/:number/assign', (c) =>
    act(c, 'other', ({ ctx, ticketId, typed }) =>
      done(
        assignTicket(ctx, {
          ticketId,
          assigneeId: typed.assigneeId || null,
          note: typed.note ?? '',
        }),
        'assigned',
      ),
    ),
  )

  desk.post('/tickets/:number/triage', (c) =>
    act(c, 'triage', ({ ctx, ticketId, typed }) => {
      // The use-case checks the values: an unknown one comes back beside its field.
      const choice = {
        priority: typed.priority,
        complexity: typed.complexity,
        intent: typed.intent,
      } as Pick<SetTriageInput, 'priority' | 'complexity' | 'intent'>
      return done(setTriage(ctx, { ticketId, ...choice, reason: typed.reason ?? '' }), 'triaged')
    }),
  )

  desk.post('/tickets/:number/participant', (c) =>
    act(c, 'other', ({ ctx, ticketId, typed }) => {
      const { address = '', reason = '', verb } = typed
      const accept = verb === 'accept'
      return done(
        decideParticipant(ctx, { ticketId, address, accept, reason }),
        accept ? 'participant_accepted' : 'participant_declined',
      )
    }),
  )

  desk.post('/tickets/:number/retry', (c) =>
    act(c, 'other', ({ ctx, typed }) =>
      done(retryDelivery(ctx, { outboundId: typed.outboundId ?? '' }), 'retried'),
    ),
  )
}
