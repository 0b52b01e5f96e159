import type { Context, Hono } from 'hono'
import { calendarRu as words } from '../../src/i18n/calendar.ru.ts'
import { localDate } from '../../src/sla/astana-time.ts'
import { type CalendarChange, readImport } from '../../src/sla/calendar-change.ts'
import { calendarRoles, changeCalendar } from '../../src/sla/change-calendar.ts'
import { exceptionsByDate, isKnownYear } from '../../src/sla/compile-calendar.ts'
import { exceptionsToCsv } from '../../src/sla/csv-calendar.ts'
import { storedCalendar } from '../../src/sla/current-rules.ts'
import { exceptionsToIcs } from '../../src/sla/ics-calendar.ts'
import type { DeskEnv } from '../deps.ts'
import { attempt, type FormErrors, type Typed, typedFields } from '../http/forms.ts'
import { checkFormToken } from '../http/session.ts'
import { CalendarPage } from './calendar-view.tsx'

type C = Context<DeskEnv>

/** The working calendar: a year at a glance, and every way to change it. */
export function calendarRoutes(desk: Hono<DeskEnv>): void {
  desk.get('/calendar', async (c) => c.html(await page(c)))

  desk.get('/calendar/export/:format{csv|ics}', async (c) => {
    const { calendar } = await storedCalendar(c.var.ctx.db)
    const year = yearOf(c)
    const days = [...exceptionsByDate(calendar, { first: year, last: year }).values()].filter(
      (day) => day.date.startsWith(String(year)),
    )
    const csv = c.req.param('format') === 'csv'
    c.header('Content-Type', csv ? 'text/csv; charset=utf-8' : 'text/calendar; charset=utf-8')
    c.header(
      'Content-Disposition',
      `attachment; filename="kense-calendar-${year}.${csv ? 'csv' : 'ics'}"`,
    )
    return c.body(csv ? exceptionsToCsv(days) : exceptionsToIcs(days, c.var.ctx.now()))
  })

  desk.post('/calendar', async (c) => {
    const typed = await typedFields(c)
    checkFormToken(typed.csrf, c.var.csrf)
    const outcome = await attempt(() => changeCalendar(c.var.ctx, changeOf(typed)))
    if (outcome.ok) return c.redirect(`/desk/calendar?year=${yearOf(c)}&done=calendar`, 303)
    c.status(outcome.status)
    return c.html(await page(c, { typed, errors: outcome.errors }))
  })
}

function yearOf(c: C): number {
  const asked = Number(c.req.query('year'))
  return asked >= 2023 && asked <= 2035 ? asked : Number(localDate(c.var.ctx.now()).slice(0, 4))
}

/** The use-case checks the values; here they only take their places. */
function changeOf(typed: Typed): CalendarChange {
  const week = Array.from({ length: 7 }, (_, day) => typed[`day${day}`] ?? '')
  return { ...typed, ...(typed.change === 'set_hours' ? { week } : {}) } as CalendarChange
}

async function page(c: C, refused: { typed: Typed; errors: FormErrors } | null = null) {
  const { version, calendar } = await storedCalendar(c.var.ctx.db)
  const year = yearOf(c)
  const typed = refused?.typed ?? {}
  const { text = '', format } = typed
  return (
    <CalendarPage
      vars={c.var}
      version={version}
      calendar={calendar}
      year={isKnownYear(calendar, year) ? year : 2026}
      today={localDate(c.var.ctx.now())}
      mayChange={calendarRoles.includes(c.var.session.actor.role)}
      typed={typed}
      errors={refused?.errors ?? {}}
      faults={
        typed.change === 'import'
          ? readImport(format === 'ics' ? 'ics' : 'csv', text).faults.map((fault) =>
              words.fault(fault.line, fault.code, fault.detail),
            )
          : []
      }
      done={c.req.query('done')}
    />
  )
}
