import type { Context, Hono } from 'hono'
import { decideAbuseReport } from '../../src/abuse/decide-abuse-report.ts'
import { fileAbuseReport } from '../../src/abuse/file-abuse-report.ts'
import { type AbuseItem, abuseReports } from '../../src/abuse/queries.ts'
import { breachCodes } from '../../src/access/suspend-client.ts'
import { DomainError } from '../../src/errors.ts'
import { abuseRu as words } from '../../src/i18n/panel.abuse.ru.ts'
import { mayDo, requireRight } from '../../src/rights.ts'
import { parseLocal } from '../../src/sla/astana-time.ts'
import { findTicketNumbers, formatTicketNumber } from '../../src/tickets/ticket-number.ts'
import { ticketPage } from '../../src/tickets/ticket-page.ts'
import type { DeskEnv } from '../deps.ts'
import { attempt, errorText, type FormErrors, type Typed, typedFields } from '../http/forms.ts'
import { checkFormToken } from '../http/session.ts'
import { DeskPage } from '../ui/desk-page.tsx'
import { Csrf, SelectField, TextArea, TextField } from '../ui/field.tsx'
import { When } from '../ui/time.tsx'

/** Reports of abuse and weaknesses: filed from a ticket, judged here. */
export function abuseRoutes(desk: Hono<DeskEnv>): void {
  desk.get('/abuse', async (c) => {
    requireRight(c.var.ctx, 'abuse.read')
    return c.html(await listPage(c))
  })

  desk.post('/abuse/:id{[0-9a-f-]{36}}', async (c) => {
    const typed = await typedFields(c)
    checkFormToken(typed.csrf, c.var.csrf)
    const outcome = await attempt(() =>
      decideAbuseReport(c.var.ctx, {
        reportId: c.req.param('id'),
        outcome: typed.outcome as 'confirmed',
        reason: typed.reason ?? '',
      }),
    )
    if (outcome.ok) return c.redirect('/desk/abuse?done=abuse_decided', 303)
    requireRight(c.var.ctx, 'abuse.read')
    c.status(outcome.status)
    return c.html(await listPage(c, errorText(Object.values(outcome.errors)[0] ?? 'invalid')))
  })

  desk.get('/tickets/:number/abuse', async (c) => c.html(await filePage(c, {}, {})))

  desk.post('/tickets/:number/abuse', async (c) => {
    const body = await c.req.parseBody({ all: true })
    const typed = await typedFields(c)
    checkFormToken(typed.csrf, c.var.csrf)
    const { ctx, session } = c.var
    const chosen = [body.codes ?? []].flat()
    const page = await requirePage(c)
    const outcome = await attempt(
      () =>
        fileAbuseReport(ctx, {
          ticketId: page.ticket.id,
          kind: typed.kind as 'abuse',
          codes: breachCodes.filter((code) => chosen.includes(code)),
          targetNumber: typed.targetNumber ?? '',
          targetText: typed.targetText ?? '',
          happenedAt: typed.happenedAt ? parseLocal(typed.happenedAt) : null,
        }),
      { clientNotFound: 'targetNumber', calledInFuture: 'happenedAt' },
    )
    if (!outcome.ok) {
      c.status(outcome.status)
      return c.html(await filePage(c, typed, outcome.errors))
    }
    // Whoever filed it may not be one who sees it afterwards.
    const reads = mayDo(session.actor.role, 'abuse.read')
    return c.redirect(`${reads ? '/desk/abuse' : '/desk'}?done=abuse_filed`, 303)
  })
}

async function requirePage(c: Context<DeskEnv>) {
  const number = findTicketNumbers(c.req.param('number') ?? '').found[0] ?? ''
  const page = await ticketPage(c.var.ctx.db, number)
  if (!page) throw new DomainError('not_found', 'ticketNotFound')
  return page
}

async function filePage(c: Context<DeskEnv>, typed: Typed, errors: FormErrors) {
  const { session, csrf } = c.var
  const { ticket } = await requirePage(c)
  const number = formatTicketNumber(ticket.number)
  const around = { typed, errors }
  return (
    <DeskPage
      title={words.file}
      section="ticket"
      session={session}
      csrf={csrf}
      error={errors.form ? errorText(errors.form) : undefined}
    >
      <main id="main" class="form-page" tabindex={-1}>
        <h1>{words.file}</h1>
        <p class="lead">
          <a href={`/desk/tickets/${number}`}>{number}</a> {ticket.subject}
        </p>
        <form method="post" action={`/desk/tickets/${number}/abuse`} class="card">
          <p class="hint">{words.fileIntro}</p>
          <Csrf token={csrf} />
          <div class="pair">
            <SelectField
              {...around}
              name="kind"
              label={words.kind}
              options={Object.entries(words.kinds)}
            />
            <TextField {...around} name="targetNumber" label={words.targetNumber} />
          </div>
          <fieldset>
            <legend>{words.codes}</legend>
            <p class="ticket-line">
              {breachCodes.map((code) => (
                <label>
                  <input type="checkbox" name="codes" value={code} /> {code}
                </label>
              ))}
            </p>
          </fieldset>
          <TextArea {...around} name="targetText" label={words.targetText} rows={3} />
          <TextField {...around} name="happenedAt" type="datetime-local" label={words.happenedAt} />
          <button type="submit" class="primary">
            {words.submit}
          </button>
        </form>
      </main>
    </DeskPage>
  )
}

async function listPage(c: Context<DeskEnv>, error?: string) {
  const { ctx, session, csrf } = c.var
  const state = c.req.query('show') === 'decided' ? 'decided' : 'open'
  const items = await abuseReports(ctx.db, state)
  return (
    <DeskPage
      title={words.title}
      section="abuse"
      session={session}
      csrf={csrf}
      done={c.req.query('done')}
      error={error}
    >
      <main id="main" class="form-page" tabindex={-1}>
        <h1>{words.title}</h1>
        <p class="lead">{words.intro}</p>
        <nav class="tabs" aria-label={words.title}>
          {(['open', 'decided'] as const).map((name) => (
            <a
              href={`/desk/abuse?show=${name}`}
              {...(name === state ? { 'aria-current': 'page' } : {})}
            >
              {words.tabs[name]}
            </a>
          ))}
        </nav>
        {items.length === 0 ? <p class="empty">{words.empty}</p> : null}
        {items.map((item) => (
          <Report item={item} vars={c.var} />
        ))}
      </main>
    </DeskPage>
  )
}

function Report(props: { item: AbuseItem; vars: DeskEnv['Variables'] }) {
  const { item } = props
  const { ctx, csrf, session } = props.vars
  const { report } = item
  const number = formatTicketNumber(item.number)
  return (
    <section class="card" aria-label={number}>
      <h2>
        <a href={`/desk/tickets/${number}`}>{number}</a> {item.subject}
      </h2>
      <p>
        <span class="badge">{words.kinds[report.kind]}</span> {report.codes.join(', ')}
      </p>
      <dl class="facts">
        <div>
          <dt>{words.about}</dt>
          <dd>
            {report.targetClientId ? (
              <a href={`/desk/clients/${report.targetClientId}`}>{item.clientName}</a>
            ) : null}{' '}
            {report.targetText}
          </dd>
        </div>
        {report.happenedAt ? (
          <div>
            <dt>{words.happened}</dt>
            <dd>
              <When at={report.happenedAt} now={ctx.now()} />
            </dd>
          </div>
        ) : null}
        <div>
          <dt>{words.filed}</dt>
          <dd>
            <When at={report.createdAt} now={ctx.now()} />
          </dd>
        </div>
        {report.outcome ? (
          <div>
            <dt>{words.outcome}</dt>
            <dd>
              {words.outcomes[report.outcome]}: {report.outcomeReason}{' '}
              <small>{item.decidedBy}</small>
            </dd>
          </div>
        ) : null}
      </dl>
      {report.outcome === null && mayDo(session.actor.role, 'abuse.decide') ? (
        <form method="post" action={`/desk/abuse/${report.id}`}>
          <Csrf token={csrf} />
          <SelectField
            name="outcome"
            form={report.id}
            label={words.outcome}
            options={Object.entries(words.outcomes)}
            typed={{}}
            errors={{}}
          />
          <TextArea
            name="reason"
            form={report.id}
            label={words.reason}
            rows={2}
            typed={{}}
            errors={{}}
            required
          />
          <button type="submit" class="primary">
            {words.decide}
          </button>
        </form>
      ) : null}
    </section>
  )
}
