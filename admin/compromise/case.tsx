import type { Context, Hono } from 'hono'
import type { Child } from 'hono/jsx'
import { acknowledgeCase } from '../../src/compromise/acknowledge-case.ts'
import { decideCase } from '../../src/compromise/decide-case.ts'
import { type DrillReport, drillReport } from '../../src/compromise/drill-report.ts'
import { exportEvidence } from '../../src/compromise/export-evidence.ts'
import { type CasePage, casePage, clientIdByNumber } from '../../src/compromise/queries.ts'
import { DomainError } from '../../src/errors.ts'
import { compromiseRu as words } from '../../src/i18n/compromise.ru.ts'
import { evidenceRu } from '../../src/i18n/evidence.ru.ts'
import { clientsRu } from '../../src/i18n/panel.clients.ru.ts'
import { panelRu } from '../../src/i18n/panel.ru.ts'
import { mayDo } from '../../src/rights.ts'
import { formatTicketNumber } from '../../src/tickets/ticket-number.ts'
import type { DeskEnv } from '../deps.ts'
import { attempt, errorText, type FormErrors, type Typed, typedFields } from '../http/forms.ts'
import { checkFormToken } from '../http/session.ts'
import { DeskPage, liveAttributes } from '../ui/desk-page.tsx'
import { Csrf, SelectField, TextArea, TextField } from '../ui/field.tsx'
import { fullTime, When } from '../ui/time.tsx'
import { Countdown } from './register.tsx'

/** One case: countdown, reports with their evidence, the officer's word and decision. */
export function caseRoutes(desk: Hono<DeskEnv>): void {
  desk.get('/compromise/:id{[0-9a-f-]{36}}', async (c) => c.html(await page(c, {}, {})))

  desk.post('/compromise/:id{[0-9a-f-]{36}}/evidence', async (c) => {
    checkFormToken((await typedFields(c)).csrf, c.var.csrf)
    const { name, pdf } = await exportEvidence(c.var.ctx, { caseId: c.req.param('id') })
    return c.body(new Uint8Array(pdf), 200, {
      'Content-Type': 'application/pdf',
      'Content-Disposition': `attachment; filename="${name}"`,
    })
  })

  desk.post('/compromise/:id{[0-9a-f-]{36}}', async (c) => {
    const typed = await typedFields(c)
    checkFormToken(typed.csrf, c.var.csrf)
    const { ctx } = c.var
    const caseId = c.req.param('id')
    const acknowledges = typed.verb === 'acknowledge'
    const outcome = await attempt(
      async () =>
        acknowledges
          ? acknowledgeCase(ctx, { caseId })
          : decideCase(ctx, {
              caseId,
              decision: (typed.decision ?? '') as 'declined',
              reason: typed.reason ?? '',
              clientId: typed.number ? await clientIdByNumber(ctx, typed.number) : null,
              holderContactId: null,
              keysOnly: typed.keysOnly === 'yes',
            }),
      { caseWithoutClient: 'number' },
    )
    if (outcome.ok) {
      const done = acknowledges ? 'case_acknowledged' : 'case_decided'
      return c.redirect(`/desk/compromise/${caseId}?done=${done}`, 303)
    }
    c.status(outcome.status)
    return c.html(await page(c, typed, outcome.errors))
  })
}

async function page(c: Context<DeskEnv>, typed: Typed, errors: FormErrors) {
  const { ctx, session, csrf } = c.var
  const found = await casePage(ctx, c.req.param('id') ?? '')
  if (!found) throw new DomainError('not_found', 'caseNotFound')
  const title = `${words.columns.number} ${formatTicketNumber(found.number)}`
  const decides = mayDo(session.actor.role, 'compromise.decide')
  const row = found.case
  const drill = row.drill ? await drillReport(ctx.db, row.id) : null
  return (
    <DeskPage
      title={title}
      section="compromise"
      session={session}
      csrf={csrf}
      done={c.req.query('done')}
      error={errors.form ? errorText(errors.form) : undefined}
    >
      <main id="main" class="form-page" tabindex={-1}>
        <h1>
          {title} {row.drill ? <span class="badge">{words.drill}</span> : null}
        </h1>
        <p class={row.state === 'open' ? 'alert' : 'done'}>
          <strong>{words.states[row.state]}</strong>, <Countdown row={row} now={ctx.now()} />
        </p>
        {row.flagged ? <p class="warn">{words.flagged}</p> : null}
        {decides && row.acknowledgedAt === null ? (
          <form method="post" action={`/desk/compromise/${row.id}`}>
            <Csrf token={csrf} />
            <button type="submit" name="verb" value="acknowledge" class="primary">
              {words.acknowledge}
            </button>
          </form>
        ) : null}
        {drill ? <Drill report={drill} /> : null}
        <Facts found={found} />
        {decides && (row.state === 'open' || row.decision === 'precaution') ? (
          <Decision found={found} csrf={csrf} typed={typed} errors={errors} />
        ) : null}
        <Reports found={found} now={ctx.now()} />
        {mayDo(session.actor.role, 'compromise.evidence') ? (
          <form method="post" action={`/desk/compromise/${row.id}/evidence`}>
            <Csrf token={csrf} />
            <button type="submit">{evidenceRu.download}</button>
          </form>
        ) : null}
        <section class="card" aria-labelledby="timeline-title">
          <h2 id="timeline-title">{words.timeline}</h2>
          <ol class="others">
            {found.timeline.map((link) => (
              <li>
                {fullTime(link.at)}: {clientsRu.audit[link.action] ?? link.action}{' '}
                <small>{link.staffName}</small>
              </li>
            ))}
          </ol>
        </section>
      </main>
    </DeskPage>
  )
}

/** The rehearsal so far, brought up to date while it runs. */
function Drill(props: { report: DrillReport }) {
  const { caseId, steps } = props.report
  return (
    <section class="card" aria-labelledby="drill-title">
      <h2 id="drill-title">{words.drills.title}</h2>
      <dl class="facts" id="drill" {...liveAttributes(`/desk/compromise/${caseId}`, 'drill')}>
        {steps.map(({ step, seconds }) => (
          <Fact name={words.drills.steps[step]}>
            {seconds === null ? words.drills.waiting : words.drills.seconds(seconds)}
          </Fact>
        ))}
      </dl>
    </section>
  )
}

function Facts(props: { found: CasePage }) {
  const { found } = props
  const row = found.case
  const time = (at: Date | null) => (at === null ? words.notYet : fullTime(at))
  return (
    <section class="card" aria-labelledby="facts-title">
      <h2 id="facts-title">{words.facts}</h2>
      <dl class="facts">
        <Fact name={words.fact.client}>
          {row.clientId ? (
            <a href={`/desk/clients/${row.clientId}`}>{found.clientName}</a>
          ) : (
            words.unknownClient
          )}
        </Fact>
        {found.claimed ? <Fact name={words.fact.claimed}>{found.claimed}</Fact> : null}
        <Fact name={words.fact.holder}>
          {found.holder ?? (row.holderName || words.wholeClient)}
        </Fact>
        <Fact name={words.fact.kind}>{words.kinds[row.kind]}</Fact>
        {row.certKinds.length > 0 ? (
          <Fact name={words.fact.certKinds}>{row.certKinds.join(', ')}</Fact>
        ) : null}
        {row.serials.length > 0 ? (
          <Fact name={words.fact.serials}>{row.serials.join(', ')}</Fact>
        ) : null}
        <Fact name={words.fact.received}>{time(row.receivedAt)}</Fact>
        <Fact name={words.fact.due}>{time(row.dueAt)}</Fact>
        <Fact name={words.fact.acknowledged}>
          {time(row.acknowledgedAt)} {found.acknowledgedBy}
        </Fact>
        <Fact name={words.fact.suspended}>{time(row.suspendedAt)}</Fact>
        <Fact name={words.fact.decided}>
          {time(row.decidedAt)}{' '}
          {row.decision ? `${words.decisions[row.decision]}: ${row.decisionReason}` : ''}
        </Fact>
        {row.resumedAt ? <Fact name={words.fact.resumed}>{time(row.resumedAt)}</Fact> : null}
        <Fact name={words.fact.ticket}>
          <a href={`/desk/tickets/${formatTicketNumber(found.number)}`}>
            {formatTicketNumber(found.number)}
          </a>
        </Fact>
      </dl>
      {row.state === 'suspended' && row.clientId ? (
        <p>
          <a href={`/desk/clients/${row.clientId}`}>{words.resume}</a>
        </p>
      ) : null}
    </section>
  )
}

function Fact(props: { name: string; children: Child }) {
  return (
    <div>
      <dt>{props.name}</dt>
      <dd>{props.children}</dd>
    </div>
  )
}

function Decision(props: { found: CasePage; csrf: string; typed: Typed; errors: FormErrors }) {
  const { found, typed, errors } = props
  const row = found.case
  const around = { typed, errors }
  // Access that is closed as a precaution is confirmed here; it is opened only as any other.
  const choices = Object.entries(words.decisions).filter(
    ([value]) => row.state === 'open' || value === 'suspended',
  )
  return (
    <form method="post" action={`/desk/compromise/${row.id}`} class="card">
      <h2>{words.decide}</h2>
      <Csrf token={props.csrf} />
      <SelectField {...around} name="decision" label={words.decision} options={choices} />
      {row.clientId ? null : <TextField {...around} name="number" label={words.chooseClient} />}
      {row.serials.length > 0 && row.state === 'open' ? (
        <label class="check">
          <input type="checkbox" name="keysOnly" value="yes" /> {words.keysOnly}
        </label>
      ) : null}
      <TextArea {...around} name="reason" label={words.reason} rows={3} required />
      <button type="submit" class="primary">
        {words.submitDecision}
      </button>
    </form>
  )
}

function Reports(props: { found: CasePage; now: Date }) {
  return (
    <section class="card" aria-labelledby="reports-title">
      <h2 id="reports-title">{words.reports}</h2>
      <ul class="others">
        {props.found.reports.map((report) => (
          <li>
            <strong>{fullTime(report.receivedAt)}</strong>, {panelRu.channels[report.channel]} (
            {words.evidences[report.evidence]})
            <br />
            {words.from}: {report.reporterName}, {words.assurances[report.assurance]}{' '}
            <a href={`/desk/tickets/${formatTicketNumber(report.number)}`}>
              {formatTicketNumber(report.number)}
            </a>
            <br />
            {words.causes[report.cause]}. {words.learned}:{' '}
            {report.learnedAt ? <When at={report.learnedAt} now={props.now} /> : words.notYet};{' '}
            {words.notice}: {words.timing[report.timing]}
            {report.happened === '' ? null : <blockquote>{report.happened}</blockquote>}
            <small class="hash">
              {words.original}: <code>{report.originalSha256}</code>{' '}
              {report.unaltered ? '✓' : <span class="warn">✗</span>}
            </small>
          </li>
        ))}
      </ul>
    </section>
  )
}
