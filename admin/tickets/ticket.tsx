import type { Context, Hono } from 'hono'
import type { Ctx } from '../../src/context.ts'
import { retryDelivery } from '../../src/delivery/retry-delivery.ts'
import { DomainError } from '../../src/errors.ts'
import { listStaff } from '../../src/staff/queries.ts'
import { addNote } from '../../src/tickets/add-note.ts'
import { assignTicket } from '../../src/tickets/assign-ticket.ts'
import { closeTicket } from '../../src/tickets/close-ticket.ts'
import { decideParticipant } from '../../src/tickets/decide-participant.ts'
import { reopenTicket } from '../../src/tickets/reopen-ticket.ts'
import { replyToTicket } from '../../src/tickets/reply-to-ticket.ts'
import { resolveTicket } from '../../src/tickets/resolve-ticket.ts'
import { type SetTriageInput, setTriage } from '../../src/tickets/set-triage.ts'
import {
  findTicketNumbers,
  formatTicketNumber,
  isValidTicketNumber,
} from '../../src/tickets/ticket-number.ts'
import { type TicketPage, ticketPage } from '../../src/tickets/ticket-page.ts'
import type { DeskEnv } from '../deps.ts'
import { type Attempt, attempt, type Typed, typedFields } from '../http/forms.ts'
import { checkFormToken } from '../http/session.ts'
import { TicketPageView, type TicketView } from './ticket-view.tsx'

type C = Context<DeskEnv, '/:number'>
type Form = NonNullable<TicketView['refused']>['form']

/** A ticket's page and everything that is done from it. */
export function ticketRoutes(desk: Hono<DeskEnv>): void {
  desk.get('/tickets/:number', async (c) => {
    const number = requireNumber(c)
    const formatted = formatTicketNumber(number)
    if (c.req.param('number') !== formatted) return c.redirect(`/desk/tickets/${formatted}`, 303)
    return show(c, await requirePage(c, number))
  })

  desk.post('/tickets/:number/reply', (c) =>
    act(c, 'reply', ({ ctx, ticketId, typed }) => {
      const text = typed.text ?? ''
      switch (typed.mode) {
        case 'note':
          return done(addNote(ctx, { ticketId, text }), 'noted')
        case 'question':
          return done(replyToTicket(ctx, { ticketId, text, question: true }), 'asked')
        case 'resolve':
          return done(
            replyToTicket(ctx, { ticketId, text, resolve: true }),
            'answered_and_resolved',
          )
        default:
          return done(replyToTicket(ctx, { ticketId, text }), 'replied')
      }
    }),
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
      done(assignTicket(ctx, { ticketId, assigneeId: typed.assigneeId || null }), 'assigned'),
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

type Work = (input: {
  ctx: Ctx
  ticketId: string
  typed: Typed
  page: TicketPage
}) => Promise<string>

async function done(work: Promise<unknown>, what: string): Promise<string> {
  await work
  return what
}

/** Runs one action and shows the ticket again; a refused form comes back with everything typed into it. */
async function act(c: C, form: Form, work: Work): Promise<Response> {
  const typed = await typedFields(c)
  checkFormToken(typed.csrf, c.var.csrf)
  const number = requireNumber(c)
  const page = await requirePage(c, number)
  const { ctx } = c.var
  const outcome: Attempt<string> = await attempt(async () =>
    work({ ctx, ticketId: page.ticket.id, typed, page }),
  )
  if (outcome.ok) {
    return c.redirect(`/desk/tickets/${formatTicketNumber(number)}?done=${outcome.value}`, 303)
  }
  c.status(outcome.status)
  return show(c, await requirePage(c, number), { form, errors: outcome.errors, typed })
}

/** Nine digits however they are written: `KNS-483-920-179`, `КНС 483920179`, `483920179`. */
function requireNumber(c: C): string {
  const given = c.req.param('number')
  const digits = given.replace(/[\s-]/g, '')
  const number = isValidTicketNumber(digits) ? digits : findTicketNumbers(given).found[0]
  if (number === undefined) throw new DomainError('not_found', 'ticketNotFound')
  return number
}

async function requirePage(c: C, number: string): Promise<TicketPage> {
  const page = await ticketPage(c.var.ctx.db, number, { allMessages: c.req.query('all') === '1' })
  if (!page) throw new DomainError('not_found', 'ticketNotFound')
  return page
}

async function show(c: C, page: TicketPage, refused?: TicketView['refused']): Promise<Response> {
  const { ctx, session, csrf } = c.var
  return c.html(
    <TicketPageView
      page={page}
      staff={await listStaff(ctx.db)}
      now={ctx.now()}
      session={session}
      csrf={csrf}
      done={c.req.query('done')}
      {...(refused ? { refused } : {})}
    />,
  )
}
