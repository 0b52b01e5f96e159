import type { Context, Hono } from 'hono'
import { limitsRu } from '../../src/i18n/limits.ru.ts'
import { type SetWarningSettingsInput, setWarningSettings } from '../../src/sla/warning-settings.ts'
import type { WarningSettings } from '../../src/sla/warnings.ts'
import type { DeskEnv } from '../deps.ts'
import { attempt, type FormErrors, type Typed, typedFields } from '../http/forms.ts'
import { checkFormToken } from '../http/session.ts'
import { Csrf, SelectField, TextField } from '../ui/field.tsx'

const words = limitsRu.warnings
const marks = ['p50', 'p75', 'p90'] as const

/** Settings of the warnings as the form shows them. */
export function typedWarnings(settings: WarningSettings): Typed {
  return {
    ...Object.fromEntries(marks.map((mark) => [mark, String(settings.shares[mark])])),
    nightFrom: settings.nightFrom,
    nightTo: settings.nightTo,
    criticalAtNight: settings.criticalAtNight ? 'on' : '',
    supervisorFrom: settings.supervisorFrom,
  }
}

export function warningRoutes(
  desk: Hono<DeskEnv>,
  again: (c: Context<DeskEnv>, typed: Typed, errors: FormErrors) => Promise<Response>,
): void {
  desk.post('/limits/warnings', async (c) => {
    const typed = await typedFields(c)
    checkFormToken(typed.csrf, c.var.csrf)
    const outcome = await attempt(() =>
      setWarningSettings(c.var.ctx, {
        shares: Object.fromEntries(marks.map((mark) => [mark, typed[mark]])),
        nightFrom: typed.nightFrom,
        nightTo: typed.nightTo,
        criticalAtNight: typed.criticalAtNight === 'on',
        supervisorFrom: typed.supervisorFrom,
      } as SetWarningSettingsInput),
    )
    if (outcome.ok) return c.redirect('/desk/limits?done=limitWarnings#warnings', 303)
    c.status(outcome.status)
    const { shares, ...errors } = outcome.errors
    return again(c, typed, shares ? { ...errors, p50: shares } : errors)
  })
}

/** At which share of a limit staff are warned, who, and when nobody is woken. */
export function WarningForm(props: {
  csrf: string
  typed: Typed
  errors: FormErrors
  mayChange: boolean
}) {
  const { typed, errors } = props
  return (
    <form method="post" action="/desk/limits/warnings" class="card" id="warnings">
      <Csrf token={props.csrf} />
      <fieldset disabled={!props.mayChange}>
        <legend>{words.title}</legend>
        <p class="hint">{words.intro}</p>
        <div class="pair">
          {marks.map((mark) => (
            <TextField
              name={mark}
              label={words[mark]}
              inputmode="numeric"
              required
              typed={typed}
              errors={errors}
            />
          ))}
          <SelectField
            name="supervisorFrom"
            label={words.supervisorFrom}
            options={Object.entries(words.from)}
            typed={typed}
            errors={errors}
          />
          <TextField
            name="nightFrom"
            label={words.nightFrom}
            type="time"
            required
            typed={typed}
            errors={errors}
          />
          <TextField
            name="nightTo"
            label={words.nightTo}
            type="time"
            required
            typed={typed}
            errors={errors}
          />
        </div>
        <label class="check">
          <input
            type="checkbox"
            name="criticalAtNight"
            {...(typed.criticalAtNight === 'on' ? { checked: true } : {})}
          />{' '}
          {words.criticalAtNight}
        </label>
        <p class="hint">{words.compromise}</p>
      </fieldset>
      {props.mayChange ? (
        <button type="submit" class="primary">
          {words.save}
        </button>
      ) : null}
    </form>
  )
}
