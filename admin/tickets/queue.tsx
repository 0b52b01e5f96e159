import type { Hono } from 'hono'
import { liveIncidents } from '../../src/incidents/desk-queries.ts'
import { mayDo } from '../../src/rights.ts'
import {
  type QueueFilter,
  queueCounts,
  queueFilters,
  queuePage,
} from '../../src/tickets/queries.ts'
import { takeNextTicket } from '../../src/tickets/take-next-ticket.ts'
import { formatTicketNumber, isValidTicketNumber } from '../../src/tickets/ticket-number.ts'
import type { DeskEnv } from '../deps.ts'
import { typedFields } from '../http/forms.ts'
import { checkFormToken } from '../http/session.ts'
import { QueuePageView } from './queue-view.tsx'

export function queueRoutes(desk: Hono<DeskEnv>): void {
  desk.post('/next', async (c) => {
    checkFormToken((await typedFields(c)).csrf, c.var.csrf)
    const next = await takeNextTicket(c.var.ctx)
    return next
      ? c.redirect(`/desk/tickets/${formatTicketNumber(next.number)}?done=nextTaken`, 303)
      : c.redirect('/desk?done=nothingNext', 303)
  })

  desk.get('/', async (c) => {
    const { db, now } = c.var.ctx
    const { staffId, role } = c.var.session.actor
    const search = (c.req.query('q') ?? '').trim().slice(0, 200)
    const digits = search.replace(/^(?:kns|кнс)/i, '').replace(/[\s-]/g, '')
    if (isValidTicketNumber(digits)) {
      return c.redirect(`/desk/tickets/${formatTicketNumber(digits)}`, 303)
    }
    const filter: QueueFilter =
      queueFilters.find((known) => known === c.req.query('filter')) ?? 'open'
    const after = c.req.query('after')
    const [page, counts, incidents] = await Promise.all([
      queuePage(db, {
        filter,
        staffId,
        search,
        restricted: mayDo(role, 'abuse.read'),
        ...(after ? { after } : {}),
      }),
      queueCounts(db, staffId),
      liveIncidents(db),
    ])
    return c.html(
      <QueuePageView
        filter={filter}
        search={search}
        after={after}
        page={page}
        counts={counts}
        incidents={incidents}
        now={now()}
        session={c.var.session}
        csrf={c.var.csrf}
        done={c.req.query('done')}
      />,
    )
  })
}
