import type { Context, Hono } from 'hono'
import { incidentsRu } from '../../src/i18n/panel.incidents.ru.ts'
import { productNames } from '../../src/incidents/desk-queries.ts'
import {
  readIncidentRules,
  type SetIncidentRulesInput,
  setIncidentRules,
} from '../../src/incidents/incident-rules.ts'
import { mayDo } from '../../src/rights.ts'
import type { DeskEnv } from '../deps.ts'
import { attempt, errorText, type Typed, typedFields } from '../http/forms.ts'
import { checkFormToken } from '../http/session.ts'
import { DeskPage } from '../ui/desk-page.tsx'
import { Csrf } from '../ui/field.tsx'

type C = Context<DeskEnv>
const words = incidentsRu.rulesPage
const numbers = ['windowMinutes', 'clients', 'rise'] as const

/** When similar requests propose an incident: in common, and for a product of its own. */
export function incidentRuleRoutes(desk: Hono<DeskEnv>): void {
  desk.get('/incidents/rules', async (c) => {
    const rules = await readIncidentRules(c.var.ctx.db)
    const typed: Typed = { autoLink: rules.autoLink ? 'on' : 'off' }
    for (const name of numbers) {
      typed[name] = String(rules[name])
      for (const [code, own] of Object.entries(rules.products)) {
        if (own[name] !== undefined) typed[`${code}.${name}`] = String(own[name])
      }
    }
    return c.html(await page(c, typed))
  })

  desk.post('/incidents/rules', async (c) => {
    const typed = await typedFields(c)
    checkFormToken(typed.csrf, c.var.csrf)
    const products = await productNames(c.var.ctx.db)
    const outcome = await attempt(() => setIncidentRules(c.var.ctx, inputOf(typed, products)))
    if (outcome.ok) return c.redirect('/desk/incidents/rules?done=incidentRules', 303)
    c.status(outcome.status)
    const [key = 'invalid'] = Object.values(outcome.errors)
    return c.html(await page(c, typed, errorText(key)))
  })
}

function inputOf(typed: Typed, products: [string, string][]): SetIncidentRulesInput {
  const number = (name: string) => typed[name]?.replace(',', '.')
  const own = products.map(([code]) => [
    code,
    Object.fromEntries(
      numbers.flatMap((name) => {
        const value = number(`${code}.${name}`) ?? ''
        return value === '' ? [] : [[name, value]]
      }),
    ),
  ])
  return {
    ...Object.fromEntries(numbers.map((name) => [name, number(name)])),
    autoLink: typed.autoLink === 'on',
    products: Object.fromEntries(own),
  } as SetIncidentRulesInput
}

async function page(c: C, typed: Typed, error?: string) {
  const { session, csrf, ctx } = c.var
  const mayChange = mayDo(session.actor.role, 'settings.write')
  const row = (code: string, name: string) => (
    <tr>
      <th scope="row">{name}</th>
      {numbers.map((number) => (
        <td data-label={words[number]}>
          <input
            name={code === '' ? number : `${code}.${number}`}
            aria-label={`${name}: ${words[number]}`}
            value={typed[code === '' ? number : `${code}.${number}`] ?? ''}
            inputmode="decimal"
            size={5}
            required={code === ''}
            readonly={!mayChange}
          />
        </td>
      ))}
    </tr>
  )
  return (
    <DeskPage
      title={words.title}
      section="incidents"
      session={session}
      csrf={csrf}
      done={c.req.query('done')}
      error={error}
    >
      <main id="main" class="queue spaced" tabindex={-1}>
        <p>
          <a href="/desk/incidents">{incidentsRu.back}</a>
        </p>
        <h1>{words.title}</h1>
        <p class="lead">{words.intro}</p>
        <form method="post" action="/desk/incidents/rules" class="spaced">
          <Csrf token={csrf} />
          <table class="letters limits">
            <thead>
              <tr>
                <th scope="col">{incidentsRu.product}</th>
                {numbers.map((number) => (
                  <th scope="col">{words[number]}</th>
                ))}
              </tr>
            </thead>
            <tbody>
              {row('', words.common)}
              {(await productNames(ctx.db)).map(([code, name]) => row(code, name))}
            </tbody>
          </table>
          <p class="hint">{words.own}</p>
          <label class="check">
            <input
              type="checkbox"
              name="autoLink"
              {...(typed.autoLink === 'on' ? { checked: true } : {})}
              disabled={!mayChange}
            />{' '}
            {words.autoLink}
          </label>
          {mayChange ? (
            <p>
              <button type="submit" class="primary">
                {words.save}
              </button>
            </p>
          ) : null}
        </form>
      </main>
    </DeskPage>
  )
}
