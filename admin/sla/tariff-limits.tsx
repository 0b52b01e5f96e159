import type { Context, Hono } from 'hono'
import { limitsRu } from '../../src/i18n/limits.ru.ts'
import { panelRu } from '../../src/i18n/panel.ru.ts'
import { policyRoles, storedPolicy } from '../../src/sla/change-policy.ts'
import {
  type ChangeTariffLimitsInput,
  changeTariffLimits,
} from '../../src/sla/change-tariff-limits.ts'
import { type SlaPolicy, slaPriorities } from '../../src/sla/policy.ts'
import { tariffList } from '../../src/tariffs/queries.ts'
import type { DeskEnv } from '../deps.ts'
import { attempt, errorText, type Typed, typedFields } from '../http/forms.ts'
import { checkFormToken } from '../http/session.ts'
import { DeskPage } from '../ui/desk-page.tsx'
import { Csrf } from '../ui/field.tsx'

type C = Context<DeskEnv>
const words = limitsRu.tariff

/** Limits that a tariff has of its own; empty fields mean the common ones. */
export function tariffLimitRoutes(desk: Hono<DeskEnv>): void {
  desk.get('/limits/tariffs/:code', async (c) => {
    const { policy } = await storedPolicy(c.var.ctx.db)
    return c.html(await page(c, typedOf(policy.tariffs[c.req.param('code')] ?? {})))
  })

  desk.post('/limits/tariffs/:code', async (c) => {
    const typed = await typedFields(c)
    checkFormToken(typed.csrf, c.var.csrf)
    const outcome = await attempt(() =>
      changeTariffLimits(c.var.ctx, inputOf(c.req.param('code'), typed)),
    )
    if (outcome.ok) return c.redirect('/desk/limits?done=limits', 303)
    c.status(outcome.status)
    const [key = 'invalid'] = Object.values(outcome.errors)
    return c.html(await page(c, typed, errorText(key)))
  })
}

function typedOf(ranges: SlaPolicy['tariffs'][string]): Typed {
  const rows = Object.entries(ranges).flatMap(([priority, range]) =>
    range
      ? [
          [`${priority}.unit`, range.deadline.unit],
          [`${priority}.target`, String(range.target.value)],
          [`${priority}.deadline`, String(range.deadline.value)],
        ]
      : [],
  )
  return Object.fromEntries(rows)
}

function inputOf(tariffCode: string, typed: Typed): ChangeTariffLimitsInput {
  const limits = slaPriorities.flatMap((priority) => {
    const [target, deadline] = ['target', 'deadline'].map((name) =>
      (typed[`${priority}.${name}`] ?? '').trim().replace(',', '.'),
    )
    if (target === '' && deadline === '') return []
    return [[priority, { unit: typed[`${priority}.unit`], target, deadline }]]
  })
  return { tariffCode, limits: Object.fromEntries(limits) } as ChangeTariffLimitsInput
}

async function page(c: C, typed: Typed, error?: string) {
  const { session, csrf, ctx } = c.var
  const code = c.req.param('code') ?? ''
  const names = new Map(
    (await tariffList(ctx.db, ctx.now())).map(({ code, shown }) => [code, shown.nameRu]),
  )
  const title = words.title(names.get(code) ?? code)
  const { policy } = await storedPolicy(ctx.db)
  const mayChange = policyRoles.includes(session.actor.role)
  return (
    <DeskPage title={title} section="limits" session={session} csrf={csrf} error={error}>
      <main id="main" class="queue spaced" tabindex={-1}>
        <p>
          <a href="/desk/limits">{words.back}</a>
        </p>
        <h1>{title}</h1>
        <p class="lead">{words.intro}</p>
        <form method="post" action={`/desk/limits/tariffs/${code}`} class="spaced">
          <Csrf token={csrf} />
          <table class="letters limits">
            <thead>
              <tr>
                <th scope="col">{limitsRu.priority}</th>
                <th scope="col">{limitsRu.target}</th>
                <th scope="col">{limitsRu.deadline}</th>
                <th scope="col">{limitsRu.unit}</th>
              </tr>
            </thead>
            <tbody>
              {slaPriorities.map((priority) => {
                const name = panelRu.priorities[priority]
                const common = policy.limits[priority]
                const unit = typed[`${priority}.unit`] ?? common.deadline.unit
                const number = (field: 'target' | 'deadline') => (
                  <input
                    name={`${priority}.${field}`}
                    aria-label={`${name}: ${limitsRu[field]}`}
                    value={typed[`${priority}.${field}`] ?? ''}
                    placeholder={String(common[field].value)}
                    inputmode="decimal"
                    size={5}
                    readonly={!mayChange}
                  />
                )
                return (
                  <tr>
                    <th scope="row">{name}</th>
                    <td data-label={limitsRu.target}>{number('target')}</td>
                    <td data-label={limitsRu.deadline}>{number('deadline')}</td>
                    <td data-label={limitsRu.unit}>
                      <select
                        name={`${priority}.unit`}
                        aria-label={`${name}: ${limitsRu.unit}`}
                        disabled={!mayChange}
                      >
                        {Object.entries(limitsRu.units).map(([value, text]) => (
                          <option value={value} {...(value === unit ? { selected: true } : {})}>
                            {text}
                          </option>
                        ))}
                      </select>
                    </td>
                  </tr>
                )
              })}
            </tbody>
          </table>
          {mayChange ? (
            <p>
              <button type="submit" class="primary">
                {limitsRu.save}
              </button>
            </p>
          ) : null}
        </form>
      </main>
    </DeskPage>
  )
}
