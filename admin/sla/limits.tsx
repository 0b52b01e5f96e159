import type { Context, Hono } from 'hono'
import { limitsRu as words } from '../../src/i18n/limits.ru.ts'
import { panelRu } from '../../src/i18n/panel.ru.ts'
import {
  type ChangePolicyInput,
  changePolicy,
  policyRoles,
  storedPolicy,
} from '../../src/sla/change-policy.ts'
import { type SlaPolicy, slaPriorities } from '../../src/sla/policy.ts'
import { readWarningSettings } from '../../src/sla/warning-settings.ts'
import { tariffList } from '../../src/tariffs/queries.ts'
import type { DeskEnv } from '../deps.ts'
import { attempt, errorText, type FormErrors, type Typed, typedFields } from '../http/forms.ts'
import { checkFormToken } from '../http/session.ts'
import { DeskPage } from '../ui/desk-page.tsx'
import { Csrf } from '../ui/field.tsx'
import { tariffLimitRoutes } from './tariff-limits.tsx'
import { typedWarnings, WarningForm, warningRoutes } from './warning-form.tsx'

/** The table of 3.8, for everybody to see and for supervisors to change. */
export function limitRoutes(desk: Hono<DeskEnv>): void {
  desk.get('/limits', async (c) => {
    const { policy } = await storedPolicy(c.var.ctx.db)
    return c.html(await page(c, typedOf(policy)))
  })

  tariffLimitRoutes(desk)
  warningRoutes(desk, async (c, typed, errors) => {
    const { policy } = await storedPolicy(c.var.ctx.db)
    return c.html(await page(c, typedOf(policy), undefined, { typed, errors }))
  })

  desk.post('/limits', async (c) => {
    const typed = await typedFields(c)
    checkFormToken(typed.csrf, c.var.csrf)
    const outcome = await attempt(() => changePolicy(c.var.ctx, inputOf(typed)))
    if (outcome.ok) return c.redirect('/desk/limits?done=limits', 303)
    c.status(outcome.status)
    const [key = 'invalid'] = Object.values(outcome.errors)
    return c.html(await page(c, typed, errorText(key)))
  })
}

function typedOf(policy: SlaPolicy): Typed {
  const rows = slaPriorities.flatMap((priority) => {
    const { target, deadline } = policy.limits[priority]
    return [
      [`${priority}.unit`, deadline.unit],
      [`${priority}.target`, String(target.value)],
      [`${priority}.deadline`, String(deadline.value)],
      [`${priority}.firstResponseHours`, String(policy.firstResponse[priority]?.value ?? '')],
    ]
  })
  return {
    ...Object.fromEntries(rows),
    dayRule: policy.dayRule,
    hoursPerDay: String(policy.hoursPerDay),
  }
}

/** The use-case checks the values; here they only take their places. */
function inputOf(typed: Typed): ChangePolicyInput {
  const limits = slaPriorities.map((priority) => [
    priority,
    Object.fromEntries(
      ['unit', 'target', 'deadline', 'firstResponseHours'].map((name) => [
        name,
        typed[`${priority}.${name}`]?.replace(',', '.'),
      ]),
    ),
  ])
  return {
    dayRule: typed.dayRule,
    hoursPerDay: Number(typed.hoursPerDay?.replace(',', '.')),
    limits: Object.fromEntries(limits),
  } as ChangePolicyInput
}

async function page(
  c: Context<DeskEnv>,
  typed: Typed,
  error?: string,
  warnings?: { typed: Typed; errors: FormErrors },
) {
  const { session, csrf, ctx } = c.var
  const { version, policy } = await storedPolicy(ctx.db)
  const shown = warnings ?? {
    typed: typedWarnings(await readWarningSettings(ctx.db)),
    errors: {},
  }
  const tariffs = await tariffList(ctx.db, ctx.now())
  const mayChange = policyRoles.includes(session.actor.role)
  const number = (name: string, label: string) => (
    <input
      name={name}
      aria-label={label}
      value={typed[name] ?? ''}
      inputmode="decimal"
      size={5}
      required
      readonly={!mayChange}
    />
  )
  return (
    <DeskPage
      title={words.title}
      section="limits"
      session={session}
      csrf={csrf}
      done={c.req.query('done')}
      error={error}
    >
      <main id="main" class="queue spaced" tabindex={-1}>
        <div class="queue-head">
          <h1>{words.title}</h1>
          <p class="hint">{words.version(version)}</p>
        </div>
        <p class="lead">{words.intro}</p>
        <form method="post" action="/desk/limits" class="spaced">
          <Csrf token={csrf} />
          <table class="letters limits">
            <thead>
              <tr>
                <th scope="col">{words.priority}</th>
                <th scope="col">{words.target}</th>
                <th scope="col">{words.deadline}</th>
                <th scope="col">{words.unit}</th>
                <th scope="col">{words.firstResponse}</th>
              </tr>
            </thead>
            <tbody>
              {slaPriorities.map((priority) => {
                const name = panelRu.priorities[priority]
                return (
                  <tr>
                    <th scope="row">{name}</th>
                    <td data-label={words.target}>
                      {number(`${priority}.target`, `${name}: ${words.target}`)}
                    </td>
                    <td data-label={words.deadline}>
                      {number(`${priority}.deadline`, `${name}: ${words.deadline}`)}
                    </td>
                    <td data-label={words.unit}>
                      <Choice
                        name={`${priority}.unit`}
                        label={`${name}: ${words.unit}`}
                        options={words.units}
                        typed={typed}
                        disabled={!mayChange}
                      />
                    </td>
                    <td data-label={words.firstResponse}>
                      {number(`${priority}.firstResponseHours`, `${name}: ${words.firstResponse}`)}
                    </td>
                  </tr>
                )
              })}
            </tbody>
          </table>
          <p class="hint">{words.firstResponseHint}</p>
          <p class="field">
            {words.dayRule}{' '}
            <Choice
              name="dayRule"
              label={words.dayRule}
              options={words.dayRules}
              typed={typed}
              disabled={!mayChange}
            />
          </p>
          <p class="field">
            {words.hoursPerDay} {number('hoursPerDay', words.hoursPerDay)}
          </p>
          {mayChange ? (
            <p>
              <button type="submit" class="primary">
                {words.save}
              </button>
            </p>
          ) : null}
        </form>
        <section class="spaced" aria-labelledby="tariffs">
          <h2 id="tariffs">{words.tariff.list}</h2>
          <p class="hint">{words.tariff.listHint}</p>
          <ul>
            {tariffs.map(({ code, shown: { nameRu } }) => (
              <li>
                <a href={`/desk/limits/tariffs/${code}`}>{nameRu}</a>
                {policy.tariffs[code] ? ` — ${words.tariff.own}` : ''}
              </li>
            ))}
          </ul>
        </section>
        <WarningForm csrf={csrf} mayChange={mayChange} {...shown} />
      </main>
    </DeskPage>
  )
}

function Choice(props: {
  name: string
  label: string
  options: Record<string, string>
  typed: Typed
  disabled: boolean
}) {
  return (
    <select name={props.name} aria-label={props.label} disabled={props.disabled}>
      {Object.entries(props.options).map(([value, text]) => (
        <option value={value} {...(value === props.typed[props.name] ? { selected: true } : {})}>
          {text}
        </option>
      ))}
    </select>
  )
}
