import type { Context, Hono } from 'hono'
import { incidentTexts } from '../../src/i18n/incidents.ts'
import { incidentsRu as words } from '../../src/i18n/panel.incidents.ru.ts'
import {
  Evidence,
  type IncidentItem,
  liveIncidents,
  pastIncidents,
  productNames,
} from '../../src/incidents/desk-queries.ts'
import { type OpenIncidentInput, openIncident } from '../../src/incidents/open-incident.ts'
import type { Symptom } from '../../src/incidents/symptoms.ts'
import { mayDo } from '../../src/rights.ts'
import { isoLocal } from '../../src/sla/astana-time.ts'
import type { DeskEnv } from '../deps.ts'
import { attempt, errorText, type FormErrors, type Typed, typedFields } from '../http/forms.ts'
import { checkFormToken } from '../http/session.ts'
import { DeskPage } from '../ui/desk-page.tsx'
import { Csrf, SelectField, TextField } from '../ui/field.tsx'
import { When } from '../ui/time.tsx'
import { drafts, SubjectFields, stageNames, TextFields } from './incident-fields.tsx'

type C = Context<DeskEnv>

/** Mass incidents (Annex 1, 3.4): proposals, what goes on, what is over, and the form for a new one. */
export function incidentRoutes(desk: Hono<DeskEnv>): void {
  desk.get('/incidents', async (c) => c.html(await listPage(c)))

  desk.get('/incidents/new', async (c) => {
    const startedAt = isoLocal(c.var.ctx.now()).slice(0, 16)
    const typed = { ...drafts('other', 'investigating'), startedAt }
    return c.html(await newPage(c, typed, {}))
  })

  desk.post('/incidents/new', async (c) => {
    const typed = await typedFields(c)
    checkFormToken(typed.csrf, c.var.csrf)
    const outcome = await attempt(() =>
      openIncident(c.var.ctx, {
        ...typed,
        affectsAll: typed.affectsAll === 'on',
      } as unknown as OpenIncidentInput),
    )
    if (outcome.ok) {
      return c.redirect(`/desk/incidents/${outcome.value}?done=incidentTold`, 303)
    }
    c.status(outcome.status)
    return c.html(await newPage(c, typed, outcome.errors))
  })
}

async function listPage(c: C) {
  const { ctx, session, csrf } = c.var
  const live = await liveIncidents(ctx.db)
  const past = await pastIncidents(ctx.db)
  const products = new Map(await productNames(ctx.db))
  const part = (title: string, items: IncidentItem[], none: string) => (
    <section class="spaced">
      <h2>{title}</h2>
      {items.length === 0 ? <p class="hint">{none}</p> : null}
      <ul class="incident-list">
        {items.map((one) => (
          <Row one={one} products={products} now={ctx.now()} />
        ))}
      </ul>
    </section>
  )
  return (
    <DeskPage
      title={words.title}
      section="incidents"
      session={session}
      csrf={csrf}
      done={c.req.query('done')}
    >
      <main id="main" class="form-page roomy" tabindex={-1}>
        <div class="queue-head">
          <h1>{words.title}</h1>
          {mayDo(session.actor.role, 'incidents.write') ? (
            <a class="button primary" href="/desk/incidents/new">
              {words.open}
            </a>
          ) : null}
        </div>
        <p class="lead">{words.intro}</p>
        <p>
          <a href="/desk/incidents/rules">{words.rules}</a> ·{' '}
          <a href="/status">{words.publicPage}</a>
        </p>
        {part(
          words.states.proposed,
          live.filter(({ state }) => state === 'proposed'),
          words.none.proposed,
        )}
        {part(
          words.states.confirmed,
          live.filter(({ state }) => state === 'confirmed'),
          words.none.confirmed,
        )}
        {part(words.past, past, words.none.past)}
      </main>
    </DeskPage>
  )
}

function Row(props: { one: IncidentItem; products: Map<string, string>; now: Date }) {
  const { one } = props
  const evidence = Evidence.safeParse(one.evidence)
  return (
    <li class="card">
      <p>
        <span class={`badge incident-${one.state}`}>{words.states[one.state]}</span>{' '}
        <a href={`/desk/incidents/${one.id}`}>
          <strong>{incidentName(one)}</strong>
        </a>
      </p>
      <p class="hint">
        {productName(one, props.products)} · <When at={one.startedAt} now={props.now} />
        {one.endedAt ? (
          <>
            {' '}
            – <When at={one.endedAt} now={props.now} />
          </>
        ) : null}{' '}
        · {words.tickets(one.state === 'proposed' ? one.offered : one.linked)}
        {one.state === 'confirmed' && one.offered > 0
          ? ` · ${words.ticketStates.offered}: ${one.offered}`
          : null}
      </p>
      {one.state === 'proposed' && evidence.success ? (
        <p>
          {words.evidence(evidence.data.clients, evidence.data.windowMinutes, evidence.data.usual)}
        </p>
      ) : null}
      {one.dismissReason === '' ? null : <p>{one.dismissReason}</p>}
    </li>
  )
}

/** Its title, or what fails while nobody has given it one. */
export function incidentName(one: Pick<IncidentItem, 'titleRu' | 'symptom'>): string {
  return one.titleRu || incidentTexts('ru').titles[(one.symptom ?? 'other') as Symptom]
}

export function productName(
  one: Pick<IncidentItem, 'product'>,
  products: Map<string, string>,
): string {
  return one.product === null ? words.anyProduct : (products.get(one.product) ?? one.product)
}

async function newPage(c: C, typed: Typed, errors: FormErrors) {
  const { ctx, session, csrf } = c.var
  return (
    <DeskPage
      title={words.open}
      section="incidents"
      session={session}
      csrf={csrf}
      error={errors.form ? errorText(errors.form) : undefined}
    >
      <main id="main" class="form-page roomy" tabindex={-1}>
        <p>
          <a href="/desk/incidents">{words.back}</a>
        </p>
        <h1>{words.open}</h1>
        <form method="post" action="/desk/incidents/new" class="card">
          <Csrf token={csrf} />
          <SubjectFields typed={typed} errors={errors} products={await productNames(ctx.db)} />
          <div class="pair">
            <TextField
              name="startedAt"
              label={words.startedAt}
              type="datetime-local"
              required
              typed={typed}
              errors={errors}
            />
            <SelectField
              name="stage"
              label={words.stage}
              options={stageNames(['resolved'])}
              typed={typed}
              errors={errors}
            />
          </div>
          <TextFields typed={typed} errors={errors} />
          <p class="hint">{words.confirmHint}</p>
          <button type="submit" class="primary">
            {words.publish}
          </button>
        </form>
      </main>
    </DeskPage>
  )
}
