import type { Hono } from 'hono'
import { acknowledgeAlert } from '../../src/alerts/acknowledge-alert.ts'
import { type AlertItem, alertsList } from '../../src/alerts/queries.ts'
import { deskRoles } from '../../src/context.ts'
import { alertSentence, alertsRu } from '../../src/i18n/alerts.ru.ts'
import { tariffsRu } from '../../src/i18n/panel.tariffs.ru.ts'
import { formatTicketNumber } from '../../src/tickets/ticket-number.ts'
import type { DeskEnv } from '../deps.ts'
import { attempt, errorText, typedFields } from '../http/forms.ts'
import { checkFormToken } from '../http/session.ts'
import { AlertCount, DeskPage, liveAttributes } from '../ui/desk-page.tsx'
import { Csrf } from '../ui/field.tsx'
import { When } from '../ui/time.tsx'

const words = alertsRu
type State = 'open' | 'seen'

/** What the system noticed and what waits for a person. */
export function alertRoutes(desk: Hono<DeskEnv>): void {
  desk.get('/alerts', async (c) =>
    c.html(await page(c.var, c.req.query('state') === 'seen' ? 'seen' : 'open')),
  )
  desk.get('/alerts/count', (c) => c.html(<AlertCount count={c.var.session.openAlerts} />))
  desk.post('/alerts', async (c) => {
    const typed = await typedFields(c)
    checkFormToken(typed.csrf, c.var.csrf)
    const outcome = await attempt(() =>
      acknowledgeAlert(c.var.ctx, { alertId: typed.alertId ?? '' }),
    )
    if (outcome.ok) return c.redirect('/desk/alerts', 303)
    c.status(outcome.status)
    return c.html(await page(c.var, 'open', errorText(outcome.errors.form ?? 'invalid')))
  })
}

async function page(vars: DeskEnv['Variables'], state: State, error?: string) {
  const items = await alertsList(vars.ctx.db, state)
  return (
    <DeskPage
      title={words.title}
      section="alerts"
      session={vars.session}
      csrf={vars.csrf}
      error={error}
    >
      <main id="main" class="queue spaced" tabindex={-1}>
        <h1>{words.title}</h1>
        <p class="lead">{words.intro}</p>
        <nav class="tabs" aria-label={words.title}>
          <Tab state="open" here={state} />
          <Tab state="seen" here={state} />
        </nav>
        <div id="alerts" {...liveAttributes(`/desk/alerts?state=${state}`, 'alerts')}>
          {items.length === 0 ? (
            <p class="empty">{state === 'open' ? words.emptyOpen : words.emptySeen}</p>
          ) : (
            <Table items={items} vars={vars} />
          )}
        </div>
      </main>
    </DeskPage>
  )
}

function Tab(props: { state: State; here: State }) {
  return (
    <a
      href={props.state === 'open' ? '/desk/alerts' : '/desk/alerts?state=seen'}
      {...(props.state === props.here ? { 'aria-current': 'page' } : {})}
    >
      {words[props.state]}
    </a>
  )
}

function Table(props: { items: AlertItem[]; vars: DeskEnv['Variables'] }) {
  const { ctx, csrf, session } = props.vars
  const mayAct = deskRoles.includes(session.actor.role)
  return (
    <table class="letters">
      <thead>
        <tr>
          <th scope="col">{words.columns.what}</th>
          <th scope="col">{words.columns.when}</th>
          <th scope="col">{words.columns.act}</th>
        </tr>
      </thead>
      <tbody>
        {props.items.map((item) => (
          <tr class={`severity-${item.severity}`}>
            <td>
              <span class={`badge severity-${item.severity}`}>
                {words.severities[item.severity]}
              </span>{' '}
              {alertSentence(item.kind, item.data)}{' '}
              {typeof item.data.clientId === 'string' ? (
                <a href={`/desk/clients/${item.data.clientId}`}>{words.client}</a>
              ) : null}
              {item.kind === 'tariff_expired' ? (
                <a href="/desk/tariffs#expired">{tariffsRu.expired}</a>
              ) : null}
              {item.ticketNumber ? (
                <a href={`/desk/tickets/${formatTicketNumber(item.ticketNumber)}`}>
                  {formatTicketNumber(item.ticketNumber)}{' '}
                  <span class="subject">{item.ticketSubject}</span>
                </a>
              ) : null}
              {item.kind === 'incident_proposed' ? (
                <a href={`/desk/incidents/${item.data.incidentId}`}>{words.openIncident}</a>
              ) : null}
              {item.kind === 'calendar_unconfirmed' ? (
                <a href={`/desk/calendar?year=${item.data.year}`}>{words.openCalendar}</a>
              ) : null}
            </td>
            <td>
              <When at={item.lastAt} now={ctx.now()} />{' '}
              {item.times > 1 ? <small>{words.times(item.times)}</small> : null}
            </td>
            <td>
              {item.acknowledgedBy ? <small>{words.by(item.acknowledgedBy)}</small> : null}
              {item.acknowledgedAt === null && mayAct ? (
                <form method="post" action="/desk/alerts">
                  <Csrf token={csrf} />
                  <input type="hidden" name="alertId" value={item.id} />
                  <button type="submit" class="small">
                    {words.acknowledge}
                  </button>
                </form>
              ) : null}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
