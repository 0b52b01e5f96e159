import type { Context } from 'hono'
import type { Ctx } from '../../src/context.ts'
import { DomainError } from '../../src/errors.ts'
import { listStaff } from '../../src/staff/queries.ts'
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

type Work = (input: {
  ctx: Ctx
  ticketId: string
  typed: Typed
  page: TicketPage
}) => Promise<string>

export async function done(work: Promise<unknown>, what: string): Promise<string> {
  await work
  return what
}

/** Runs one action and shows the ticket again; a refused form comes back with everything typed into it. */
export async function act(
  c: C,
  form: Form,
  work: Work,
  fieldOf: Record<string, string> = {},
): Promise<Response> {
  const typed = await typedFields(c)
  checkFormToken(typed.csrf, c.var.csrf)
  const number = requireNumber(c)
  const page = await requirePage(c, number)
  const { ctx } = c.var
  const outcome: Attempt<string> = await attempt(
    async () => work({ ctx, ticketId: page.ticket.id, typed, page }),
    fieldOf,
  )
  if (outcome.ok) {
    return c.redirect(`/desk/tickets/${formatTicketNumber(number)}?done=${outcome.value}`, 303)
  }
  c.status(outcome.status)
  return show(c, await requirePage(c, number), { form, errors: outcome.errors, typed })
}

/** Nine digits however they are written: `KNS-483-920-179`, `КНС 483920179`, `483920179`. */
export function requireNumber(c: C): string {
  const given = c.req.param('number')
  const digits = given.replace(/[\s-]/g, '')
  const number = isValidTicketNumber(digits) ? digits : findTicketNumbers(given).found[0]
  if (number === undefined) throw new DomainError('not_found', 'ticketNotFound')
  return number
}

export async function requirePage(c: C, number: string): Promise<TicketPage> {
  const page = await ticketPage(c.var.ctx.db, number, { allMessages: c.req.query('all') === '1' })
  if (!page) throw new DomainError('not_found', 'ticketNotFound')
  return page
}

export async function show(
  c: C,
  page: TicketPage,
  refused?: TicketView['refused'],
): Promise<Response> {
  const { ctx, session, csrf } = c.var
  return c.html(
    <TicketPageView
      page={page}
      staff={await listStaff(ctx.db, ctx.now())}
      now={ctx.now()}
      session={session}
      csrf={csrf}
      done={c.req.query('done')}
      {...(refused ? { refused } : {})}
    />,
  )
}
