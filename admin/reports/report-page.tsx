import { reportsRu as words } from '../../src/i18n/panel.reports.ru.ts'
import type { Report } from '../../src/reports/build-report.ts'
import type { Ageing } from '../../src/reports/development.ts'
import { type MeasureName, measure, measureNames } from '../../src/reports/measures.ts'
import { groupings, isSpan } from '../../src/reports/period.ts'
import { formatTicketNumber } from '../../src/tickets/ticket-number.ts'
import type { DeskEnv } from '../deps.ts'
import type { Typed } from '../http/forms.ts'
import { DeskPage } from '../ui/desk-page.tsx'
import { SelectField, TextField } from '../ui/field.tsx'
import { When } from '../ui/time.tsx'
import { NameChart, TimeChart } from './chart.tsx'
import { labelOf, longDate, scaled, shown } from './format.ts'

export type ReportPageProps = {
  vars: DeskEnv['Variables']
  typed: Typed
  presets: readonly { text: string; href: string }[]
  month: string
  report: Report | null
  ageing: Ageing
  error?: string
}

const tiles: readonly MeasureName[] = [
  'received',
  'ended',
  'backlog',
  'kept',
  'answerP50',
  'netP50',
  'reopened',
  'rating',
]

export function ReportPage(props: ReportPageProps) {
  const { vars, typed, report } = props
  const query = new URLSearchParams(typed).toString()
  return (
    <DeskPage
      title={words.title}
      section="reports"
      session={vars.session}
      csrf={vars.csrf}
      error={props.error}
    >
      <main id="main" class="queue spaced reports" tabindex={-1}>
        <div class="queue-head">
          <h1>{words.title}</h1>
          <a class="button" href={`/desk/reports/month?month=${props.month}`}>
            {words.monthly}
          </a>
        </div>
        <form method="get" action="/desk/reports" class="report-form">
          <TextField name="from" label={words.from} type="date" typed={typed} errors={{}} />
          <TextField name="to" label={words.to} type="date" typed={typed} errors={{}} />
          <SelectField
            name="by"
            label={words.by}
            options={groupings.map((by) => [by, words.groupings[by]] as const)}
            typed={typed}
            errors={{}}
          />
          <button type="submit" class="primary">
            {words.show}
          </button>
        </form>
        <nav class="presets" aria-label={words.presets}>
          {props.presets.map(({ text, href }) => (
            <a href={href}>{text}</a>
          ))}
          {report ? <a href={`/desk/reports/export.csv?${query}`}>{words.export}</a> : null}
        </nav>
        {report ? <Figures report={report} /> : null}
        <Development ageing={props.ageing} now={vars.ctx.now()} />
        <Definitions />
      </main>
    </DeskPage>
  )
}

function Figures(props: { report: Report }) {
  const { report } = props
  const { period, total } = report
  return (
    <>
      <h2>{words.period(longDate(period.from), longDate(period.to))}</h2>
      <dl class="tiles">
        {tiles.map((name) => (
          <div>
            <dt>{words.measures[name].name}</dt>
            <dd>{shown(name, measure(name, total))}</dd>
          </div>
        ))}
      </dl>
      {report.rows.length === 0 ? <p class="empty">{words.empty}</p> : <Charts report={report} />}
      <div>
        <h2>{words.table}</h2>
        <Table report={report} names={measureNames} withTotal />
      </div>
    </>
  )
}

type ChartPlan = { id: string; title: string; bars: MeasureName[]; lines: MeasureName[] }

const plans: readonly ChartPlan[] = [
  { id: 'flow', title: words.flow, bars: ['received', 'ended'], lines: ['backlog'] },
  { id: 'kept', title: words.keptChart, bars: ['kept'], lines: [] },
  { id: 'answer', title: words.answerChart, bars: [], lines: ['answerP50', 'answerP90'] },
  { id: 'net', title: words.netChart, bars: [], lines: ['netP50', 'netP90', 'netP95'] },
  {
    id: 'pause',
    title: words.pauseChart,
    bars: ['waiting', 'suspended', 'development'],
    lines: [],
  },
  { id: 'rating', title: words.ratingChart, bars: ['rating'], lines: [] },
]

function Charts(props: { report: Report }) {
  const { report } = props
  const { by } = report.period
  const Chart = isSpan(by) ? TimeChart : NameChart
  return (
    <section class="charts" aria-label={words.charts}>
      {plans.map(({ id, title, bars, lines }) => {
        const names = [...bars, ...lines]
        return (
          <figure class="card">
            <figcaption>
              <h3>{title}</h3>
              <ul class="legend">
                {names.map((name, n) => (
                  <li class={`s${n + 1}`}>{words.measures[name].name}</li>
                ))}
              </ul>
            </figcaption>
            <Chart
              id={`chart-${id}`}
              title={title}
              labels={report.rows.map((row) => labelOf(row, by))}
              series={names.map((name) => ({
                name: words.measures[name].name,
                kind: lines.includes(name) ? 'line' : 'bar',
                values: report.rows.map(({ figures }) => scaled(name, measure(name, figures))),
              }))}
            />
            <details>
              <summary>{words.tableOf}</summary>
              <Table report={report} names={names} />
            </details>
          </figure>
        )
      })}
    </section>
  )
}

function Table(props: { report: Report; names: readonly MeasureName[]; withTotal?: boolean }) {
  const { report, names } = props
  const { by } = report.period
  const group = words.group[isSpan(by) ? 'time' : by]
  return (
    <section class="wide" aria-label={words.table} tabindex={0}>
      <table class="figures">
        <thead>
          <tr>
            <th scope="col">{group}</th>
            {names.map((name) => (
              <th scope="col" title={words.measures[name].means}>
                {words.measures[name].name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {report.rows.map((row) => (
            <tr>
              <th scope="row">{labelOf(row, by)}</th>
              {names.map((name) => (
                <td>{shown(name, measure(name, row.figures))}</td>
              ))}
            </tr>
          ))}
        </tbody>
        {props.withTotal ? (
          <tfoot>
            <tr>
              <th scope="row">{words.total}</th>
              {names.map((name) => (
                <td>{shown(name, measure(name, report.total))}</td>
              ))}
            </tr>
          </tfoot>
        ) : null}
      </table>
    </section>
  )
}

function Development(props: { ageing: Ageing; now: Date }) {
  const { counts, oldest } = props.ageing
  return (
    <section aria-labelledby="development" class="spaced">
      <h2 id="development">{words.development}</h2>
      <p class="hint">{words.developmentNote}</p>
      <dl class="tiles">
        {counts.map((count, at) => (
          <div>
            <dt>{words.ages[at]}</dt>
            <dd>{count}</dd>
          </div>
        ))}
      </dl>
      {oldest.length === 0 ? null : (
        <>
          <h3>{words.oldest}</h3>
          <ul class="oldest">
            {oldest.map(({ number, reference, since }) => (
              <li>
                <a href={`/desk/tickets/${formatTicketNumber(number)}`}>
                  {formatTicketNumber(number)}
                </a>{' '}
                {reference ? <span>{reference}</span> : null}{' '}
                <small>
                  {words.since} <When at={since} now={props.now} />
                </small>
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  )
}

export function Definitions() {
  return (
    <section aria-labelledby="definitions" class="definitions">
      <h2 id="definitions">{words.definitions}</h2>
      <p class="hint">{words.definitionsNote}</p>
      <dl>
        {measureNames.map((name) => (
          <div>
            <dt>
              {words.measures[name].name}, {words.measures[name].unit}
            </dt>
            <dd>{words.measures[name].means}</dd>
          </div>
        ))}
      </dl>
    </section>
  )
}
