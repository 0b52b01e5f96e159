import { calendarRu as words } from '../../src/i18n/calendar.ru.ts'
import type { WorkCalendar } from '../../src/sla/calendar.ts'
import { type DayView, yearView } from '../../src/sla/year-view.ts'
import type { DeskEnv } from '../deps.ts'
import { errorText, type FormErrors, type Typed } from '../http/forms.ts'
import { DeskPage } from '../ui/desk-page.tsx'
import { CalendarForms, RemoveForm } from './calendar-forms.tsx'

export type CalendarProps = {
  vars: DeskEnv['Variables']
  version: number
  calendar: WorkCalendar
  year: number
  today: string
  mayChange: boolean
  typed: Typed
  errors: FormErrors
  faults: string[]
  done: string | undefined
}

export function CalendarPage(props: CalendarProps) {
  const { vars, year, calendar, errors } = props
  const months = yearView(calendar, year)
  return (
    <DeskPage
      title={words.title}
      section="calendar"
      session={vars.session}
      csrf={vars.csrf}
      done={props.done}
      error={errors.form ? errorText(errors.form) : undefined}
    >
      <main id="main" class="queue spaced" tabindex={-1}>
        <div class="queue-head">
          <h1>{words.title}</h1>
          <p class="hint">{words.version(props.version)}</p>
        </div>
        <p class="lead">{words.intro}</p>
        <Years year={year} />
        <Confirmation {...props} />
        <p>{totals(months.flat())}</p>
        <div class="months">
          {months.map((days, month) => (
            <Month name={words.months[month] ?? ''} days={days} today={props.today} />
          ))}
        </div>
        <SpecialDays days={months.flat()} {...props} />
        {props.mayChange ? <CalendarForms {...props} /> : null}
      </main>
    </DeskPage>
  )
}

function Years(props: { year: number }) {
  return (
    <nav class="tabs" aria-label={words.years}>
      {Array.from({ length: 6 }, (_, n) => 2024 + n).map((year) => (
        <a
          href={`/desk/calendar?year=${year}`}
          {...(year === props.year ? { 'aria-current': 'page' } : {})}
        >
          {year}
        </a>
      ))}
    </nav>
  )
}

function Confirmation(props: CalendarProps) {
  const { calendar, year } = props
  if (calendar.confirmedYears.includes(year)) return <p class="done">{words.confirmed}</p>
  return (
    <div class="warn-box">
      <p>{words.unconfirmed}</p>
      {props.mayChange ? (
        <RemoveForm
          csrf={props.vars.csrf}
          year={year}
          fields={{ change: 'confirm_year', year: String(year) }}
          text={words.confirm}
        />
      ) : null}
    </div>
  )
}

function totals(days: DayView[]): string {
  const minutes = (text: string) => Number(text.slice(0, 2)) * 60 + Number(text.slice(3))
  const working = days.filter((day) => day.hours.length > 0)
  const sum = working
    .flatMap((day) => day.hours)
    .reduce((total, { from, to }) => total + minutes(to) - minutes(from), 0)
  return words.totals(working.length, Math.round(sum / 60))
}

function Month(props: { name: string; days: DayView[]; today: string }) {
  const weeks: (DayView | null)[][] = []
  for (const day of props.days) {
    if (weeks.length === 0 || day.weekday === 0) weeks.push(Array(7).fill(null))
    const week = weeks.at(-1)
    if (week) week[day.weekday] = day
  }
  return (
    <table class="month">
      <caption>{props.name}</caption>
      <thead>
        <tr>
          {words.weekdays.map((name) => (
            <th scope="col">{name}</th>
          ))}
        </tr>
      </thead>
      <tbody>
        {weeks.map((week) => (
          <tr>{week.map((day) => (day ? <Day day={day} today={props.today} /> : <td />))}</tr>
        ))}
      </tbody>
    </table>
  )
}

function Day(props: { day: DayView; today: string }) {
  const { day } = props
  const open = day.hours.length > 0
  const what = day.exception
    ? `${words.kinds[day.exception.kind]}: ${day.exception.name.ru}`
    : open
      ? words.working
      : words.off
  const kind = day.exception ? ` special kind-${day.exception.kind}` : ''
  return (
    <td
      class={`${open ? 'open' : 'off'}${kind}${day.date === props.today ? ' today' : ''}`}
      title={what}
    >
      {Number(day.date.slice(8))}
      {day.exception ? <span class="unseen"> {what}</span> : null}
    </td>
  )
}

function SpecialDays(props: CalendarProps & { days: DayView[] }) {
  const special = props.days.filter((day) => day.exception !== null)
  return (
    <section aria-labelledby="special-title">
      <h2 id="special-title">{words.exceptions}</h2>
      {special.length === 0 ? <p class="empty">{words.noExceptions}</p> : null}
      <table class="letters">
        <thead>
          <tr>
            <th scope="col">{words.columns.date}</th>
            <th scope="col">{words.columns.kind}</th>
            <th scope="col">{words.columns.name}</th>
            <th scope="col">{words.columns.hours}</th>
            <th scope="col">
              <span class="unseen">{words.columns.act}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {special.map((day) => (
            <tr>
              <td>
                {day.date.split('-').reverse().join('.')} {words.weekdays[day.weekday]}
              </td>
              <td>{day.exception ? words.kinds[day.exception.kind] : null}</td>
              <td>
                {day.exception?.name.ru}
                {day.exception && day.exception.name.kk !== day.exception.name.ru ? (
                  <small lang="kk"> {day.exception.name.kk}</small>
                ) : null}
              </td>
              <td>{day.hours.map(({ from, to }) => `${from}–${to}`).join(', ') || '—'}</td>
              <td>
                {props.mayChange ? (
                  <RemoveForm
                    csrf={props.vars.csrf}
                    year={props.year}
                    fields={{ change: 'remove_day', date: day.date }}
                    text={words.remove}
                    about={day.date}
                  />
                ) : null}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <p>
        {words.export}: <a href={`/desk/calendar/export/csv?year=${props.year}`}>CSV</a>,{' '}
        <a href={`/desk/calendar/export/ics?year=${props.year}`}>ICS</a>
      </p>
    </section>
  )
}
