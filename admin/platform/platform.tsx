import type { Context, Hono } from 'hono'
import { platformRu as words } from '../../src/i18n/panel.platform.ru.ts'
import { createApiKey } from '../../src/platform/create-api-key.ts'
import {
  apiKeys,
  type EventFilter,
  type EventItem,
  eventFilters,
  platformEvents,
  webhookState,
} from '../../src/platform/queries.ts'
import { replayEvents } from '../../src/platform/replay-events.ts'
import { revokeApiKey } from '../../src/platform/revoke-api-key.ts'
import { apiScopes } from '../../src/platform/scopes.ts'
import { mayDo, requireRight } from '../../src/rights.ts'
import { parseLocal } from '../../src/sla/astana-time.ts'
import type { AdminDeps, DeskEnv } from '../deps.ts'
import { type Attempt, attempt, errorText, type FormErrors, typedFields } from '../http/forms.ts'
import { checkFormToken } from '../http/session.ts'
import { DeskPage, liveAttributes } from '../ui/desk-page.tsx'
import { Csrf, TextField } from '../ui/field.tsx'
import { When } from '../ui/time.tsx'
import { ApiKeys } from './api-keys.tsx'

const pageSize = 50

/** The link to kense.app: what it was told, and the keys it comes with. */
export function platformRoutes(desk: Hono<DeskEnv>, deps: AdminDeps): void {
  const show = async (c: Context<DeskEnv>, told: Told = {}) => c.html(await page(c, deps, told))

  desk.get('/platform', async (c) => {
    requireRight(c.var.ctx, 'platform.read')
    return show(c)
  })

  desk.post('/platform/replay', async (c) => {
    const typed = await typedFields(c)
    checkFormToken(typed.csrf, c.var.csrf)
    const since = parseLocal(typed.since ?? '') ?? new Date(Number.NaN)
    const outcome = await attempt(() =>
      replayEvents(c.var.ctx, typed.eventId ? { eventId: typed.eventId } : { since }),
    )
    if (outcome.ok) return c.redirect('/desk/platform?done=replayed', 303)
    c.status(outcome.status)
    return show(c, failed(outcome, 'replay'))
  })

  desk.post('/platform/keys', async (c) => {
    const body = await c.req.parseBody({ all: true })
    const typed = await typedFields(c)
    checkFormToken(typed.csrf, c.var.csrf)
    const chosen = [body.scopes ?? []].flat()
    const expiresAt = typed.expiresAt ? parseLocal(`${typed.expiresAt}T23:59:59`) : null
    const outcome = await attempt(
      () =>
        createApiKey(c.var.ctx, {
          name: typed.name ?? '',
          scopes: apiScopes.filter((scope) => chosen.includes(scope)),
          expiresAt,
        }),
      { alreadyOver: 'expiresAt' },
    )
    if (outcome.ok) return show(c, { secret: outcome.value.secret })
    c.status(outcome.status)
    return show(c, { ...failed(outcome, 'key'), typed: { ...typed, scopes: chosen.join(' ') } })
  })

  desk.post('/platform/keys/:id/revoke', async (c) => {
    checkFormToken((await typedFields(c)).csrf, c.var.csrf)
    const outcome = await attempt(() => revokeApiKey(c.var.ctx, { keyId: c.req.param('id') }))
    if (outcome.ok) return c.redirect('/desk/platform?done=key_revoked', 303)
    c.status(outcome.status)
    return show(c, failed(outcome, 'key'))
  })
}

type Told = {
  secret?: string
  typed?: Record<string, string>
  keyErrors?: FormErrors
  replayErrors?: FormErrors
  error?: string
}

function failed(outcome: Extract<Attempt<unknown>, { ok: false }>, form: 'key' | 'replay'): Told {
  const { errors } = outcome
  return {
    ...(form === 'key' ? { keyErrors: errors } : { replayErrors: errors }),
    ...(errors.form ? { error: errorText(errors.form) } : {}),
  }
}

async function page(c: Context<DeskEnv>, deps: AdminDeps, told: Told) {
  const { ctx, session, csrf } = c.var
  const asked = c.req.query('show')
  const filter = eventFilters.find((known) => known === asked) ?? 'all'
  const before = /^\d{1,18}$/.exec(c.req.query('before') ?? '')?.[0]
  const events = await platformEvents(ctx.db, {
    filter,
    limit: pageSize,
    ...(before === undefined ? {} : { before: BigInt(before) }),
  })
  const manages = mayDo(session.actor.role, 'platform.manage')
  return (
    <DeskPage
      title={words.title}
      section="platform"
      session={session}
      csrf={csrf}
      done={c.req.query('done')}
      error={told.error}
    >
      <main id="main" class="form-page" tabindex={-1}>
        <h1>{words.title}</h1>
        <p class="lead">{words.intro}</p>
        <WebhookFacts state={await webhookState(ctx.db)} deps={deps} now={ctx.now()} />
        <section aria-labelledby="events-title">
          <h2 id="events-title">{words.events}</h2>
          <Events vars={c.var} filter={filter} events={events} manages={manages} />
        </section>
        {manages ? (
          <form method="post" action="/desk/platform/replay" class="card">
            <h2>{words.replay}</h2>
            <p class="hint">{words.replayIntro}</p>
            <Csrf token={csrf} />
            <TextField
              name="since"
              type="datetime-local"
              label={words.replaySince}
              typed={{}}
              errors={told.replayErrors ?? {}}
              required
            />
            <button type="submit">{words.replay}</button>
          </form>
        ) : null}
        <ApiKeys
          vars={c.var}
          keys={await apiKeys(ctx.db)}
          manages={manages}
          secret={told.secret}
          typed={told.typed ?? {}}
          errors={told.keyErrors ?? {}}
        />
      </main>
    </DeskPage>
  )
}

function WebhookFacts(props: {
  state: Awaited<ReturnType<typeof webhookState>>
  deps: AdminDeps
  now: Date
}) {
  const { state, now } = props
  const { webhook } = props.deps.config
  return (
    <section class="card" aria-labelledby="webhook-title">
      <h2 id="webhook-title">{words.webhook}</h2>
      <dl class="facts">
        <div>
          <dt>{words.address}</dt>
          <dd>{webhook ? <code class="invite-link">{webhook.url}</code> : words.off}</dd>
        </div>
        {webhook ? (
          <div>
            <dt>{words.secrets}</dt>
            <dd>{webhook.secrets > 1 ? words.secretsChanging : webhook.secrets}</dd>
          </div>
        ) : null}
        <div>
          <dt>{words.waiting}</dt>
          <dd>
            {state.waiting}
            {state.oldest ? (
              <>
                , {words.since} <When at={state.oldest} now={now} />
              </>
            ) : null}
            {state.failing > 0 ? (
              <span class="warn">
                {' '}
                {words.failing}: {state.failing}
              </span>
            ) : null}
          </dd>
        </div>
        <div>
          <dt>{words.givenUp}</dt>
          <dd>{state.givenUp > 0 ? <span class="warn">{state.givenUp}</span> : 0}</dd>
        </div>
        <div>
          <dt>{words.lastDelivered}</dt>
          <dd>{state.lastDelivered ? <When at={state.lastDelivered} now={now} /> : words.never}</dd>
        </div>
      </dl>
    </section>
  )
}

function Events(props: {
  vars: DeskEnv['Variables']
  filter: EventFilter
  events: EventItem[]
  manages: boolean
}) {
  const { filter, events, manages } = props
  const { ctx, csrf } = props.vars
  const last = events.length === pageSize ? events.at(-1) : undefined
  return (
    <>
      <nav class="tabs" aria-label={words.events}>
        {eventFilters.map((name) => (
          <a
            href={`/desk/platform?show=${name}`}
            {...(name === filter ? { 'aria-current': 'page' } : {})}
          >
            {words.filters[name]}
          </a>
        ))}
      </nav>
      <div id="events" {...liveAttributes(`/desk/platform?show=${filter}`, 'events')}>
        {events.length === 0 ? (
          <p class="empty">{words.empty}</p>
        ) : (
          <table class="letters">
            <thead>
              <tr>
                <th scope="col">{words.columns.what}</th>
                <th scope="col">{words.columns.client}</th>
                <th scope="col">{words.columns.when}</th>
                <th scope="col">{words.columns.state}</th>
                {manages ? <th scope="col">{words.columns.act}</th> : null}
              </tr>
            </thead>
            <tbody>
              {events.map((event) => (
                <EventRow event={event} now={ctx.now()} csrf={csrf} manages={manages} />
              ))}
            </tbody>
          </table>
        )}
      </div>
      {last ? (
        <p class="pager">
          <a rel="next" href={`/desk/platform?show=${filter}&before=${last.seq}`}>
            {words.next}
          </a>
        </p>
      ) : null}
    </>
  )
}

function EventRow(props: { event: EventItem; now: Date; csrf: string; manages: boolean }) {
  const { event } = props
  const state = event.deliveredAt ? 'delivered' : event.gaveUpAt ? 'given_up' : 'waiting'
  return (
    <tr>
      <td>
        {words.type(event.type)}
        <small class="what">№ {String(event.seq)}</small>
      </td>
      <td>
        <a href={`/desk/clients/${event.clientId}`}>{event.clientName}</a>
      </td>
      <td>
        <When at={event.createdAt} now={props.now} />
      </td>
      <td>
        <span class={state === 'given_up' ? 'warn' : ''}>{words.states[state]}</span>{' '}
        {event.deliveredAt ? <When at={event.deliveredAt} now={props.now} /> : null}
        {event.attempts > 1 || event.lastError ? (
          <small class="what">
            {words.attempts(event.attempts)} {event.lastError}
          </small>
        ) : null}
      </td>
      {props.manages ? (
        <td>
          <form method="post" action="/desk/platform/replay">
            <Csrf token={props.csrf} />
            <input type="hidden" name="eventId" value={event.id} />
            <button type="submit" class="small">
              {words.again}
              <span class="unseen"> № {String(event.seq)}</span>
            </button>
          </form>
        </td>
      ) : null}
    </tr>
  )
}
