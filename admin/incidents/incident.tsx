import type { Context, Hono } from 'hono'
import { DomainError } from '../../src/errors.ts'
import { changeReach } from '../../src/incidents/change-reach.ts'
import { type ConfirmIncidentInput, confirmIncident } from '../../src/incidents/confirm-incident.ts'
import { type IncidentPage, incidentPage, productNames } from '../../src/incidents/desk-queries.ts'
import { dismissIncident } from '../../src/incidents/dismiss-incident.ts'
import { linkOffered } from '../../src/incidents/link-offered.ts'
import { placeTicket } from '../../src/incidents/place-ticket.ts'
import { type UpdateIncidentInput, updateIncident } from '../../src/incidents/update-incident.ts'
import { mayDo } from '../../src/rights.ts'
import { findTicketNumbers } from '../../src/tickets/ticket-number.ts'
import { ticketPage } from '../../src/tickets/ticket-page.ts'
import type { DeskEnv } from '../deps.ts'
import { attempt, type FormErrors, type Typed, typedFields } from '../http/forms.ts'
import { checkFormToken } from '../http/session.ts'
import { IncidentView } from './incident-view.tsx'

type C = Context<DeskEnv>

/** One incident: its evidence, its tickets, what clients are told, and every decision about it. */
export function incidentPageRoutes(desk: Hono<DeskEnv>): void {
  desk.get('/incidents/:id', async (c) => show(c, await requirePage(c)))

  desk.post('/incidents/:id', async (c) => {
    const typed = await typedFields(c)
    checkFormToken(typed.csrf, c.var.csrf)
    const page = await requirePage(c)
    const outcome = await attempt(() => decide(c, page.incident.id, typed))
    if (outcome.ok) {
      return c.redirect(`/desk/incidents/${page.incident.id}?done=${outcome.value}`, 303)
    }
    c.status(outcome.status)
    return show(c, await requirePage(c), { typed, errors: outcome.errors })
  })
}

/** The use-cases check the values; here they only take their places. Returns what is said to be done. */
async function decide(c: C, incidentId: string, typed: Typed): Promise<string> {
  const { ctx } = c.var
  switch (typed.verb) {
    case 'confirm': {
      const body = await c.req.parseBody({ all: true })
      await confirmIncident(ctx, {
        ...typed,
        incidentId,
        affectsAll: typed.affectsAll === 'on',
        ticketIds: [body.ticketIds ?? []].flat(),
      } as unknown as ConfirmIncidentInput)
      return 'incidentTold'
    }
    case 'dismiss':
      await dismissIncident(ctx, { incidentId, reason: typed.reason ?? '' })
      return 'incidentDismissed'
    case 'tell':
      await updateIncident(ctx, { ...typed, incidentId } as unknown as UpdateIncidentInput)
      return typed.stage === 'resolved' ? 'incidentClosed' : 'incidentTold'
    case 'reach':
      await changeReach(ctx, { incidentId, affectsAll: typed.affectsAll === 'on' })
      return 'incidentReach'
    case 'link-offered':
      await linkOffered(ctx, { incidentId })
      return 'incidentLinked'
    case 'link':
    case 'unlink': {
      const ticketId = typed.ticketId ?? (await ticketIdOf(c, typed.number ?? ''))
      await placeTicket(ctx, { incidentId, ticketId, linked: typed.verb === 'link' })
      return typed.verb === 'link' ? 'incidentLinked' : 'incidentUnlinked'
    }
    default:
      throw new DomainError('invalid', 'invalid')
  }
}

async function ticketIdOf(c: C, given: string): Promise<string> {
  const page = await ticketPage(c.var.ctx.db, findTicketNumbers(given).found[0] ?? '')
  if (!page) throw new DomainError('not_found', 'ticketNotFound')
  return page.ticket.id
}

async function requirePage(c: C): Promise<IncidentPage> {
  const page = await incidentPage(c.var.ctx.db, c.req.param('id') ?? '')
  if (!page) throw new DomainError('not_found', 'incidentNotFound')
  return page
}

async function show(
  c: C,
  page: IncidentPage,
  refused: { typed: Typed; errors: FormErrors } = { typed: {}, errors: {} },
) {
  const { session } = c.var
  const asked = c.req.query('stage')
  return c.html(
    <IncidentView
      vars={c.var}
      page={page}
      products={await productNames(c.var.ctx.db)}
      now={c.var.ctx.now()}
      done={c.req.query('done')}
      stage={asked}
      mayTell={mayDo(session.actor.role, 'incidents.write')}
      mayLink={mayDo(session.actor.role, 'tickets.work')}
      {...refused}
    />,
  )
}
