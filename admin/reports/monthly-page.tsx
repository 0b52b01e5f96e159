import { reportsRu } from '../../src/i18n/panel.reports.ru.ts'
import { panelRu } from '../../src/i18n/panel.ru.ts'
import { type MeasureName, measure } from '../../src/reports/measures.ts'
import type { MonthlyReport } from '../../src/reports/monthly.ts'
import { type SlaLimit, type SlaPolicy, slaPriorities } from '../../src/sla/policy.ts'
import { formatTicketNumber } from '../../src/tickets/ticket-number.ts'
import type { DeskEnv } from '../deps.ts'
import { DeskPage } from '../ui/desk-page.tsx'
import { TextField } from '../ui/field.tsx'
import { shortTime } from '../ui/time.tsx'
import { hours, labelOf, monthLabel, shown } from './format.ts'
import { Definitions } from './report-page.tsx'

const words = reportsRu.month
const columns: readonly MeasureName[] = [
  'received',
  'ended',
  'kept',
  'netP50',
  'netP90',
  'waiting',
  'suspended',
  'development',
  'answerP50',
  'answerGoal',
  'reopened',
  'rating',
  'outOfTurn',
  'backlog',
]

export type MonthlyPageProps = {
  vars: DeskEnv['Variables']
  month: string
  company: string
  report: MonthlyReport | null
  error?: string
}

/** One sheet for a manager's signature: figures, what was missed, by what rules, and what the words mean. */
export function MonthlyPage(props: MonthlyPageProps) {
  const { vars, month, report } = props
  return (
    <DeskPage
      title={words.title}
      section="reports"
      session={vars.session}
      csrf={vars.csrf}
      error={props.error}
    >
      <main id="main" class="queue spaced reports sheet" tabindex={-1}>
        <form method="get" action="/desk/reports/month" class="report-form no-print">
          <TextField name="month" label={words.choose} type="month" typed={{ month }} errors={{}} />
          <button type="submit">{reportsRu.show}</button>
          <a href="/desk/reports">{words.back}</a>
          <span class="hint">{words.print}</span>
        </form>
        {report ? <Sheet {...props} report={report} /> : null}
      </main>
    </DeskPage>
  )
}

function Sheet(props: MonthlyPageProps & { report: MonthlyReport }) {
  const { report, vars } = props
  const { compromise } = report
  return (
    <>
      <h1>
        {words.title} {words.of(monthLabel(props.month))}
      </h1>
      <dl class="sheet-facts">
        <Fact name={words.company} text={props.company} />
        <Fact
          name={words.made}
          text={`${shortTime(vars.ctx.now(), vars.ctx.now())}, ${vars.session.name}`}
        />
        <Fact
          name={words.working}
          text={words.workingOf(report.workingDays, hours(report.workingMs))}
        />
        <Fact name={words.calendar} text={report.calendars.join(', ')} />
        <Fact
          name={words.policy}
          text={report.policies.map(({ version }) => String(version)).join(', ')}
        />
        <Fact
          name={words.compromise}
          text={words.compromiseOf(
            compromise.received,
            compromise.inTime,
            compromise.late,
            compromise.running,
          )}
        />
      </dl>
      <h2>{words.summary}</h2>
      <Summary report={report} />
      <Misses report={report} now={vars.ctx.now()} />
      <Definitions />
      <section aria-labelledby="signatures" class="signatures">
        <h2 id="signatures">{words.sign}</h2>
        {words.signers.map((who) => (
          <p>
            <span>{who}</span>
            <span class="signature-line" />
            <small>{words.signature}</small>
          </p>
        ))}
      </section>
    </>
  )
}

function Fact(props: { name: string; text: string }) {
  return (
    <div>
      <dt>{props.name}</dt>
      <dd>{props.text}</dd>
    </div>
  )
}

/** Figures stand in rows here: a sheet is narrow, and there are five priorities. */
function Summary(props: { report: MonthlyReport }) {
  const { report } = props
  const { policies } = report
  const { rows, total } = report
  const groups = slaPriorities.map((priority) => ({
    priority,
    row: rows.find(({ key }) => key === priority),
  }))
  return (
    <section class="wide" aria-label={words.summary} tabindex={0}>
      <table class="figures">
        <thead>
          <tr>
            <th scope="col">{reportsRu.group.priority}</th>
            {groups.map(({ priority }) => (
              <th scope="col">{labelOf({ key: priority, name: null }, 'priority')}</th>
            ))}
            <th scope="col">{reportsRu.total}</th>
          </tr>
        </thead>
        <tbody>
          {policies.map(({ version, policy }) => (
            <tr>
              <th scope="row">
                {words.limit}
                {policies.length > 1 ? ` (${version})` : ''}
              </th>
              {groups.map(({ priority }) => (
                <td>{limitText(policy, priority)}</td>
              ))}
              <td />
            </tr>
          ))}
          {columns.map((name) => (
            <tr>
              <th scope="row">{reportsRu.measures[name].name}</th>
              {groups.map(({ row }) => (
                <td>{row ? shown(name, measure(name, row.figures)) : '—'}</td>
              ))}
              <td>
                <strong>{shown(name, measure(name, total))}</strong>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}

function limitText({ limits }: SlaPolicy, priority: (typeof slaPriorities)[number]): string {
  const { target, deadline } = limits[priority]
  const unit = (limit: SlaLimit) => words.units[limit.unit]
  return target.unit === deadline.unit
    ? `${target.value}–${deadline.value} ${unit(deadline)}`
    : `${target.value} ${unit(target)} – ${deadline.value} ${unit(deadline)}`
}

function Misses(props: { report: MonthlyReport; now: Date }) {
  const { misses, missCount } = props.report
  return (
    <div>
      <h2>{words.misses}</h2>
      {misses.length === 0 ? (
        <p>{words.noMisses}</p>
      ) : (
        <section class="wide" aria-label={words.misses} tabindex={0}>
          <table class="figures">
            <thead>
              <tr>
                <th scope="col">{words.number}</th>
                <th scope="col">{reportsRu.group.priority}</th>
                <th scope="col">{words.due}</th>
                <th scope="col">{words.stopped}</th>
                <th scope="col">{words.net}</th>
                <th scope="col">{words.paused}</th>
              </tr>
            </thead>
            <tbody>
              {misses.map((miss) => (
                <tr>
                  <th scope="row">
                    <a href={`/desk/tickets/${formatTicketNumber(miss.number)}`}>
                      {formatTicketNumber(miss.number)}
                    </a>
                  </th>
                  <td>{panelRu.priorities[miss.priority]}</td>
                  <td>{shortTime(miss.dueAt, props.now)}</td>
                  <td>{shortTime(miss.stoppedAt, props.now)}</td>
                  <td>
                    {hours(miss.netMs)} / {hours(miss.budgetMs)}
                  </td>
                  <td>{hours(miss.pausedMs)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      )}
      {missCount > misses.length ? (
        <p class="hint">{words.missesMore(misses.length, missCount)}</p>
      ) : null}
    </div>
  )
}
