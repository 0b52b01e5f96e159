import type { Hono } from 'hono'
import {
  clockOf,
  compromiseRegister,
  type RegisterFilter,
  type RegisterItem,
  registerFilters,
} from '../../src/compromise/queries.ts'
import { registerCsv } from '../../src/compromise/register-csv.ts'
import { startDrill } from '../../src/compromise/start-drill.ts'
import { compromiseRu as words } from '../../src/i18n/compromise.ru.ts'
import { mayDo } from '../../src/rights.ts'
import { formatTicketNumber } from '../../src/tickets/ticket-number.ts'
import type { DeskEnv } from '../deps.ts'
import { typedFields } from '../http/forms.ts'
import { checkFormToken } from '../http/session.ts'
import { DeskPage, liveAttributes } from '../ui/desk-page.tsx'
import { Csrf } from '../ui/field.tsx'
import { When } from '../ui/time.tsx'

const pageSize = 50
const uuid = /^[0-9a-f-]{36}$/

/** The register of compromise (7.3–7.5, R73). */
export function registerRoutes(desk: Hono<DeskEnv>): void {
  desk.get('/compromise', async (c) => {
    const asked = c.req.query('show')
    const filter = registerFilters.find((known) => known === asked) ?? 'open'
    const after = c.req.query('after')
    const items = await compromiseRegister(c.var.ctx.db, {
      filter,
      limit: pageSize,
      ...(after && uuid.test(after) ? { after } : {}),
    })
    return c.html(
      <Register vars={c.var} filter={filter} items={items} done={c.req.query('done')} />,
    )
  })

  desk.post('/compromise/drill', async (c) => {
    checkFormToken((await typedFields(c)).csrf, c.var.csrf)
    const { caseId } = await startDrill(c.var.ctx)
    return c.redirect(`/desk/compromise/${caseId}?done=drill_started`, 303)
  })

  desk.get('/compromise/register.csv', async (c) =>
    c.body(await registerCsv(c.var.ctx), 200, {
      'Content-Type': 'text/csv; charset=utf-8',
      'Content-Disposition': 'attachment; filename="compromise-register.csv"',
    }),
  )
}

function Register(props: {
  vars: DeskEnv['Variables']
  filter: RegisterFilter
  items: RegisterItem[]
  done: string | undefined
}) {
  const { session, csrf, ctx } = props.vars
  const { filter, items } = props
  const last = filter !== 'open' && items.length === pageSize ? items.at(-1) : undefined
  return (
    <DeskPage
      title={words.title}
      section="compromise"
      session={session}
      csrf={csrf}
      done={props.done}
    >
      <main id="main" class="queue spaced" tabindex={-1}>
        <div class="queue-head">
          <h1>{words.title}</h1>
          <span class="ticket-line">
            {mayDo(session.actor.role, 'compromise.report') ? (
              <a class="button" href="/desk/compromise/report">
                {words.report}
              </a>
            ) : null}
            <a class="button" href="/desk/compromise/register.csv">
              {words.export}
            </a>
            {mayDo(session.actor.role, 'compromise.drill') ? (
              <form method="post" action="/desk/compromise/drill">
                <Csrf token={csrf} />
                <button type="submit" title={words.drills.hint}>
                  {words.drills.start}
                </button>
              </form>
            ) : null}
          </span>
        </div>
        <p class="lead">{words.intro}</p>
        <nav class="tabs" aria-label={words.title}>
          {registerFilters.map((name) => (
            <a
              href={`/desk/compromise?show=${name}`}
              {...(name === filter ? { 'aria-current': 'page' } : {})}
            >
              {words.filters[name]}
            </a>
          ))}
        </nav>
        <div id="register" {...liveAttributes(`/desk/compromise?show=${filter}`, 'register')}>
          {items.length === 0 ? (
            <p class="empty">{words.empty}</p>
          ) : (
            <table class="letters">
              <thead>
                <tr>
                  <th scope="col">{words.columns.number}</th>
                  <th scope="col">{words.columns.holder}</th>
                  <th scope="col">{words.columns.received}</th>
                  <th scope="col">{words.columns.due}</th>
                  <th scope="col">{words.columns.state}</th>
                </tr>
              </thead>
              <tbody>
                {items.map((item) => (
                  <Row item={item} now={ctx.now()} />
                ))}
              </tbody>
            </table>
          )}
        </div>
        {last ? (
          <p class="pager">
            <a rel="next" href={`/desk/compromise?show=${filter}&after=${last.case.id}`}>
              {words.next}
            </a>
          </p>
        ) : null}
      </main>
    </DeskPage>
  )
}

function Row(props: { item: RegisterItem; now: Date }) {
  const { item, now } = props
  const row = item.case
  return (
    <tr>
      <td>
        <a class="row-link" href={`/desk/compromise/${row.id}`}>
          {formatTicketNumber(item.number)}
        </a>{' '}
        {row.drill ? <span class="badge">{words.drill}</span> : null}
      </td>
      <td>
        {item.clientName ?? words.unknownClient}
        <small class="what">{row.holderName}</small>
      </td>
      <td>
        <When at={row.receivedAt} now={now} />
      </td>
      <td>
        <Countdown row={row} now={now} />
      </td>
      <td>
        {words.states[row.state]} {row.flagged ? <span class="warn">{words.flagged}</span> : null}
      </td>
    </tr>
  )
}

/** What is left of the 24 hours, or how long the reaction took. */
export function Countdown(props: { row: RegisterItem['case']; now: Date }) {
  const clock = clockOf(props.row, props.now)
  const late = clock.breachedAt !== null
  if (clock.state === 'stopped') {
    const minutes = Math.round(clock.elapsedMs / 60_000)
    return <span class={late ? 'warn' : ''}>{words.met(minutes)}</span>
  }
  return (
    <span class={`due due-${late ? 'late' : clock.share > 0.75 ? 'soon' : 'calm'}`}>
      <When at={clock.due} now={props.now} />{' '}
      <small>
        {late ? words.overdue : null} <When at={clock.due} now={props.now} relative />
      </small>
    </span>
  )
}
