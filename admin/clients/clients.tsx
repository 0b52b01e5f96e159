import type { Hono } from 'hono'
import { type CreateClientInput, createClient } from '../../src/clients/create-client.ts'
import { type ClientListItem, clientsList } from '../../src/clients/queries.ts'
import { clientsRu as words } from '../../src/i18n/panel.clients.ru.ts'
import { importRu } from '../../src/i18n/panel.import.ru.ts'
import { mayDo } from '../../src/rights.ts'
import { parseLocal } from '../../src/sla/astana-time.ts'
import type { DeskEnv } from '../deps.ts'
import { attempt, errorText, type FormErrors, type Typed, typedFields } from '../http/forms.ts'
import { checkFormToken } from '../http/session.ts'
import { DeskPage } from '../ui/desk-page.tsx'
import { Csrf, SelectField, TextArea, TextField } from '../ui/field.tsx'
import { When } from '../ui/time.tsx'

const pageSize = 50
const uuid = /^[0-9a-f-]{36}$/
/** Which field an error of the number or of the person belongs to. */
export const fieldOfClientError: Record<string, string> = {
  numberMissing: 'number',
  number_length: 'number',
  number_characters: 'number',
  number_zeros: 'number',
  number_checkDigit: 'number',
  number_needs_iin: 'number',
  number_needs_bin: 'number',
  numberTaken: 'number',
  phoneMalformed: 'phone',
  emailMalformed: 'email',
  basisMissing: 'basis',
}

/** Clients (definition 7): list, search, and the form for a new one. */
export function clientRoutes(desk: Hono<DeskEnv>): void {
  desk.get('/clients', async (c) => {
    const search = (c.req.query('q') ?? '').slice(0, 200)
    const after = c.req.query('after')
    const items = await clientsList(c.var.ctx, {
      search,
      limit: pageSize,
      ...(after && uuid.test(after) ? { after } : {}),
    })
    return c.html(<ListPage vars={c.var} items={items} search={search} />)
  })

  desk.get('/clients/new', (c) =>
    c.html(<NewPage {...c.var} typed={{ kind: 'legal_entity' }} errors={{}} />),
  )

  desk.post('/clients/new', async (c) => {
    const typed = await typedFields(c)
    checkFormToken(typed.csrf, c.var.csrf)
    const outcome = await attempt(
      () =>
        createClient(c.var.ctx, {
          ...clientFields(typed),
          person: typed.personName
            ? {
                name: typed.personName,
                role: 'first_head',
                iin: typed.iin ?? '',
                phone: typed.phone ?? '',
                email: typed.email ?? '',
                basis: '',
                validUntil: null,
              }
            : null,
        }),
      fieldOfClientError,
    )
    if (outcome.ok) return c.redirect(`/desk/clients/${outcome.value.id}?done=client_created`, 303)
    c.status(outcome.status)
    return c.html(<NewPage {...c.var} typed={typed} errors={outcome.errors} />)
  })
}

export function clientFields(typed: Typed): Omit<CreateClientInput, 'person'> {
  return {
    kind: (typed.kind ?? '') as CreateClientInput['kind'],
    name: typed.name ?? '',
    number: typed.number ?? '',
    nonResident: typed.nonResident === 'yes',
    noNumberReason: typed.noNumberReason ?? '',
    // That day in Astana.
    acceptedAt: typed.acceptedOn ? parseLocal(`${typed.acceptedOn}T00:00`) : null,
    acceptedBy:
      typed.acceptedBy === 'payment' || typed.acceptedBy === 'signature' ? typed.acceptedBy : null,
    acceptedVersion: typed.acceptedVersion ?? '',
    reservations: typed.reservations ?? '',
  }
}

function ListPage(props: { vars: DeskEnv['Variables']; items: ClientListItem[]; search: string }) {
  const { session, csrf, ctx } = props.vars
  const last = props.items.length === pageSize ? props.items.at(-1) : undefined
  return (
    <DeskPage title={words.title} section="clients" session={session} csrf={csrf}>
      <main id="main" class="queue spaced" tabindex={-1}>
        <div class="queue-head">
          <h1>{words.title}</h1>
          {mayDo(session.actor.role, 'clients.import') ? (
            <a class="button" href="/desk/clients/import">
              {importRu.title}
            </a>
          ) : null}
          {mayDo(session.actor.role, 'clients.write') ? (
            <a class="button" href="/desk/clients/new">
              {words.create}
            </a>
          ) : null}
        </div>
        <search>
          <form class="search" method="get" action="/desk/clients">
            <input
              id="search"
              type="search"
              name="q"
              value={props.search}
              aria-label={words.search}
              placeholder={words.search}
            />
            <button type="submit">{words.searchButton}</button>
          </form>
        </search>
        <p class="hint">{words.intro}</p>
        {props.items.length === 0 ? (
          <p class="empty">{words.empty}</p>
        ) : (
          <table class="letters">
            <thead>
              <tr>
                <th scope="col">{words.columns.name}</th>
                <th scope="col">{words.columns.kind}</th>
                <th scope="col">{words.columns.number}</th>
                <th scope="col">{words.columns.since}</th>
              </tr>
            </thead>
            <tbody>
              {props.items.map((item) => (
                <tr>
                  <td>
                    <a class="row-link" href={`/desk/clients/${item.id}`}>
                      {item.name}
                    </a>{' '}
                    {item.drill ? <span class="badge">{words.drill}</span> : null}
                  </td>
                  <td>{words.kinds[item.kind]}</td>
                  <td>{item.number ?? words.noNumber}</td>
                  <td>
                    <When at={item.createdAt} now={ctx.now()} />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
        {last && props.search === '' ? (
          <p class="pager">
            <a rel="next" href={`/desk/clients?after=${last.id}`}>
              {words.next}
            </a>
          </p>
        ) : null}
      </main>
    </DeskPage>
  )
}

/** Kind, name, number and the rest: the same fields for a new client and for its card. */
export function ClientFieldset(props: { typed: Typed; errors: FormErrors; numberHint: string }) {
  const { typed, errors } = props
  const around = { typed, errors }
  const f = words.fields
  return (
    <>
      <div class="pair">
        <SelectField {...around} name="kind" label={f.kind} options={Object.entries(words.kinds)} />
        <TextField {...around} name="name" label={f.name} maxlength={300} required />
      </div>
      <div class="pair">
        <TextField {...around} name="number" label={f.number} hint={props.numberHint} />
        <TextField {...around} name="noNumberReason" label={f.noNumberReason} maxlength={500} />
      </div>
      <div class="pair">
        <SelectField
          {...around}
          name="nonResident"
          label={f.nonResident}
          options={Object.entries(words.yesNo)}
        />
        <TextField {...around} name="acceptedVersion" label={f.acceptedVersion} maxlength={100} />
      </div>
      <div class="pair">
        <TextField {...around} name="acceptedOn" label={f.acceptedOn} type="date" />
        <SelectField
          {...around}
          name="acceptedBy"
          label={f.acceptedBy}
          options={Object.entries(words.acceptances)}
        />
      </div>
      <TextArea {...around} name="reservations" label={f.reservations} rows={2} />
    </>
  )
}

function NewPage(props: DeskEnv['Variables'] & { typed: Typed; errors: FormErrors }) {
  const { typed, errors } = props
  const around = { typed, errors }
  const f = words.fields
  return (
    <DeskPage
      title={words.create}
      section="clients"
      session={props.session}
      csrf={props.csrf}
      error={errors.form ? errorText(errors.form) : undefined}
    >
      <main id="main" class="form-page" tabindex={-1}>
        <h1>{words.create}</h1>
        <form method="post" action="/desk/clients/new" class="card">
          <Csrf token={props.csrf} />
          <ClientFieldset {...around} numberHint={f.numberHint} />
          <fieldset>
            <legend>{f.person}</legend>
            <div class="pair">
              <TextField {...around} name="personName" label={f.personName} maxlength={200} />
              <TextField {...around} name="iin" label={f.iin} />
            </div>
            <div class="pair">
              <TextField {...around} name="phone" label={f.phone} type="tel" inputmode="tel" />
              <TextField {...around} name="email" label={f.email} inputmode="email" />
            </div>
          </fieldset>
          <button type="submit" class="primary">
            {words.create}
          </button>
        </form>
      </main>
    </DeskPage>
  )
}
