import type { Context, Hono } from 'hono'
import { requireStaff } from '../../src/context.ts'
import { reportsRu as words } from '../../src/i18n/panel.reports.ru.ts'
import { buildReport, reportRoles } from '../../src/reports/build-report.ts'
import { developmentAgeing } from '../../src/reports/development.ts'
import { measureNames } from '../../src/reports/measures.ts'
import { monthlyReport } from '../../src/reports/monthly.ts'
import type { ReportInput } from '../../src/reports/period.ts'
import { reportCsv } from '../../src/reports/report-csv.ts'
import { companyLine } from '../../src/settings/company.ts'
import { currentSettings } from '../../src/settings/current-settings.ts'
import { localDate } from '../../src/sla/astana-time.ts'
import type { DeskEnv } from '../deps.ts'
import { attempt, errorText, type FormErrors } from '../http/forms.ts'
import { labelOf } from './format.ts'
import { MonthlyPage } from './monthly-page.tsx'
import { ReportPage } from './report-page.tsx'

type C = Context<DeskEnv>

/** Figures of the desk for those who answer for it. */
export function reportRoutes(desk: Hono<DeskEnv>): void {
  desk.get('/reports', async (c) => {
    const { ctx } = c.var
    requireStaff(ctx, reportRoles)
    const asked = askedFor(c)
    const outcome = await attempt(() => buildReport(ctx, asked))
    if (!outcome.ok) c.status(outcome.status)
    const today = localDate(ctx.now())
    return c.html(
      <ReportPage
        vars={c.var}
        typed={{ ...asked }}
        presets={presets(today)}
        month={monthBefore(today, 1)}
        report={outcome.ok ? outcome.value : null}
        ageing={await developmentAgeing(ctx.db, ctx.now())}
        {...(outcome.ok ? {} : { error: firstError(outcome.errors) })}
      />,
    )
  })

  desk.get('/reports/export.csv', async (c) => {
    const asked = askedFor(c)
    const report = await buildReport(c.var.ctx, asked)
    const columns = Object.fromEntries(
      measureNames.map((name) => {
        const { name: title, unit } = words.measures[name]
        return [name, `${title}, ${unit}`]
      }),
    ) as Record<(typeof measureNames)[number], string>
    const names = { group: words.groupings[asked.by], total: words.total, columns }
    const { by } = report.period
    const csv = reportCsv(report, names, (row) =>
      by === 'day' || by === 'week' || by === 'month' ? row.key : labelOf(row, by),
    )
    return c.body(csv, 200, {
      'Content-Type': 'text/csv; charset=utf-8',
      'Content-Disposition': `attachment; filename="kense-report-${asked.from}-${asked.to}-${by}.csv"`,
    })
  })

  desk.get('/reports/month', async (c) => {
    const { ctx } = c.var
    requireStaff(ctx, reportRoles)
    const month = c.req.query('month') ?? monthBefore(localDate(ctx.now()), 1)
    const outcome = await attempt(() => monthlyReport(ctx, month))
    if (!outcome.ok) c.status(outcome.status)
    return c.html(
      <MonthlyPage
        vars={c.var}
        month={month}
        company={companyLine(await currentSettings(ctx.db), 'ru')}
        report={outcome.ok ? outcome.value : null}
        {...(outcome.ok ? {} : { error: firstError(outcome.errors) })}
      />,
    )
  })
}

/** The use-case checks the values; without any it is this month by days. */
function askedFor(c: C): ReportInput {
  const today = localDate(c.var.ctx.now())
  return {
    from: c.req.query('from') || `${today.slice(0, 7)}-01`,
    to: c.req.query('to') || today,
    by: (c.req.query('by') || 'day') as ReportInput['by'],
  }
}

function presets(today: string): { text: string; href: string }[] {
  const link = (from: string, to: string, by: ReportInput['by']) =>
    `/desk/reports?${new URLSearchParams({ from, to, by })}`
  const last = monthBefore(today, 1)
  return [
    { text: words.thisMonth, href: link(`${today.slice(0, 7)}-01`, today, 'day') },
    { text: words.lastMonth, href: link(`${last}-01`, lastDayOf(last), 'day') },
    { text: words.quarter, href: link(`${monthBefore(today, 2)}-01`, today, 'week') },
    { text: words.year, href: link(`${monthBefore(today, 11)}-01`, today, 'month') },
  ]
}

function monthBefore(today: string, months: number): string {
  const at = new Date(`${today.slice(0, 7)}-01T00:00:00Z`)
  at.setUTCMonth(at.getUTCMonth() - months)
  return at.toISOString().slice(0, 7)
}

function lastDayOf(month: string): string {
  const at = new Date(`${month}-01T00:00:00Z`)
  at.setUTCMonth(at.getUTCMonth() + 1, 0)
  return at.toISOString().slice(0, 10)
}

function firstError(errors: FormErrors): string {
  return errorText(Object.values(errors)[0] ?? 'invalid')
}
