import type { Child } from 'hono/jsx'
import { calendarRu as words } from '../../src/i18n/calendar.ru.ts'
import { isoLocal } from '../../src/sla/astana-time.ts'
import type { Typed } from '../http/forms.ts'
import { Csrf, SelectField, TextArea, TextField } from '../ui/field.tsx'
import type { CalendarProps } from './calendar-view.tsx'

/** One button that changes one thing. */
export function RemoveForm(props: {
  csrf: string
  year: number
  fields: Record<string, string>
  text: string
  about?: string
}) {
  return (
    <form method="post" action={`/desk/calendar?year=${props.year}`}>
      <Csrf token={props.csrf} />
      {Object.entries(props.fields).map(([name, value]) => (
        <input type="hidden" name={name} value={value} />
      ))}
      <button type="submit" class="small">
        {props.text}
        {props.about ? <span class="unseen"> {props.about}</span> : null}
      </button>
    </form>
  )
}

/** Everything a supervisor may change, each in a drawer that opens when its form was refused. */
export function CalendarForms(props: CalendarProps) {
  return (
    <>
      <Drawer change="set_day" title={words.setDay} {...props}>
        <div class="pair">
          <TextField
            name="date"
            label={words.date}
            type="date"
            required
            {...shown(props, 'set_day')}
          />
          <SelectField
            name="kind"
            label={words.kind}
            options={Object.entries(words.kinds)}
            {...shown(props, 'set_day')}
          />
          <TextField name="nameRu" label={words.nameRu} required {...shown(props, 'set_day')} />
          <TextField name="nameKk" label={words.nameKk} {...shown(props, 'set_day')} />
          <TextField
            name="hours"
            label={words.hours}
            hint={words.hoursHint}
            {...shown(props, 'set_day')}
          />
        </div>
      </Drawer>
      <Drawer change="set_hours" title={words.week} {...props}>
        <p class="hint">{words.weekHint}</p>
        <TextField
          name="from"
          label={words.weekFrom}
          type="date"
          required
          {...shown(props, 'set_hours', { from: props.today })}
        />
        <div class="pair">
          {words.weekdays.map((name, day) => (
            <TextField
              name={`day${day}`}
              label={name}
              {...shown(props, 'set_hours', { [`day${day}`]: usualHours(props, day) })}
            />
          ))}
        </div>
      </Drawer>
      <Closures {...props} />
      <Drawer change="import" title={words.import} submit={words.importSubmit} {...props}>
        <p class="hint">{words.importHint}</p>
        {props.faults.length > 0 ? (
          <ul class="error" aria-label={words.faults}>
            {props.faults.map((fault) => (
              <li>{fault}</li>
            ))}
          </ul>
        ) : null}
        <SelectField
          name="format"
          label={words.format}
          options={[
            ['csv', 'CSV'],
            ['ics', 'ICS'],
          ]}
          {...shown(props, 'import')}
        />
        <TextArea name="text" label={words.text} rows={8} required {...shown(props, 'import')} />
      </Drawer>
    </>
  )
}

function Closures(props: CalendarProps) {
  const { closures } = props.calendar
  return (
    <section aria-labelledby="closures-title">
      <h2 id="closures-title">{words.closures}</h2>
      <p class="hint">{words.closuresHint}</p>
      <ul class="plain">
        {closures.map((closure) => (
          <li class="row">
            {moment(closure.from)} – {moment(closure.to)}: {closure.reason}
            <RemoveForm
              csrf={props.vars.csrf}
              year={props.year}
              fields={{ change: 'remove_closure', from: closure.from }}
              text={words.remove}
            />
          </li>
        ))}
      </ul>
      <Drawer change="add_closure" title={words.addClosure} {...props}>
        <div class="pair">
          <TextField
            name="from"
            label={words.from}
            type="datetime-local"
            required
            {...shown(props, 'add_closure')}
          />
          <TextField
            name="to"
            label={words.to}
            type="datetime-local"
            required
            {...shown(props, 'add_closure')}
          />
        </div>
        <TextField name="reason" label={words.reason} required {...shown(props, 'add_closure')} />
      </Drawer>
    </section>
  )
}

function Drawer(
  props: CalendarProps & { change: string; title: string; submit?: string; children: Child },
) {
  const open = props.typed.change === props.change
  return (
    <details class="drawer" {...(open ? { open: true } : {})}>
      <summary>{props.title}</summary>
      <form method="post" action={`/desk/calendar?year=${props.year}`} class="card">
        <Csrf token={props.vars.csrf} />
        <input type="hidden" name="change" value={props.change} />
        {props.children}
        <button type="submit" class="primary">
          {props.submit ?? words.save}
        </button>
      </form>
    </details>
  )
}

/** What was typed into this form, and its errors; another form's stay away. */
function shown(props: CalendarProps, change: string, otherwise: Typed = {}) {
  return props.typed.change === change
    ? { form: change, typed: props.typed, errors: props.errors }
    : { form: change, typed: otherwise, errors: {} }
}

function usualHours(props: CalendarProps, day: number): string {
  const schedule = props.calendar.schedules.findLast((s) => (s.from ?? '') <= props.today)
  return (schedule?.week[day] ?? []).map(({ from, to }) => `${from}-${to}`).join(' ')
}

function moment(iso: string): string {
  return isoLocal(new Date(iso)).slice(0, 16).replace('T', ' ')
}
