import type { Context, Hono } from 'hono'
import { inspectClientMerge } from '../../src/clients/inspect-client-merge.ts'
import { mergeClients } from '../../src/clients/merge-clients.ts'
import { inspectContactMerge, mergeContacts } from '../../src/clients/merge-contacts.ts'
import { findPersons } from '../../src/clients/merge-queries.ts'
import { clientsList } from '../../src/clients/queries.ts'
import { DomainError } from '../../src/errors.ts'
import { mergeRu as words } from '../../src/i18n/panel.merge.ru.ts'
import { requireRight } from '../../src/rights.ts'
import type { DeskEnv } from '../deps.ts'
import { attempt, errorText, typedFields } from '../http/forms.ts'
import { checkFormToken } from '../http/session.ts'
import { DeskPage } from '../ui/desk-page.tsx'
import { Csrf } from '../ui/field.tsx'

const uuid = /^[0-9a-f-]{36}$/
type Named = { id: string; name: string; detail?: string | null }
type Found = {
  into: Named
  from: Named
  blocked: string | null
  counts: Partial<Record<keyof typeof words.counts, number>>
  notes: readonly (keyof typeof words.notes)[]
}
/** One page for clients and for people: find the double, look what goes over, confirm. */
type Kind = {
  lead: string
  search: string
  find: (c: Context<DeskEnv>, typed: string) => Promise<Named[]>
  inspect: (c: Context<DeskEnv>, otherId: string) => Promise<Found | null>
  merge: (c: Context<DeskEnv>, otherId: string) => Promise<unknown>
}

const clientKind: Kind = {
  lead: words.clientLead,
  search: words.clientSearch,
  find: async (c, typed) => {
    const found = await clientsList(c.var.ctx, { search: typed, limit: 20 })
    return found
      .filter((one) => one.id !== c.req.param('id'))
      .map(({ id, name, number }) => ({ id, name, detail: number }))
  },
  inspect: (c, otherId) => inspectClientMerge(c.var.ctx.db, otherId, c.req.param('id') ?? ''),
  merge: (c, fromId) => mergeClients(c.var.ctx, { fromId, intoId: c.req.param('id') ?? '' }),
}

const personKind: Kind = {
  lead: words.personLead,
  search: words.personSearch,
  find: (c, typed) => findPersons(c.var.ctx, typed, c.req.param('person') ?? ''),
  inspect: async (c, otherId) => {
    const { db } = c.var.ctx
    const found = await inspectContactMerge(db, otherId, c.req.param('person') ?? '')
    return found && { ...found, notes: [] }
  },
  merge: (c, fromId) => mergeContacts(c.var.ctx, { fromId, intoId: c.req.param('person') ?? '' }),
}

export function mergeRoutes(desk: Hono<DeskEnv>): void {
  const path = '/clients/:id{[0-9a-f-]{36}}'
  route(desk, `${path}/merge`, clientKind)
  route(desk, `${path}/people/:person{[0-9a-f-]{36}}/merge`, personKind)
}

function route(desk: Hono<DeskEnv>, path: string, kind: Kind): void {
  desk.get(path, async (c) => {
    requireRight(c.var.ctx, 'clients.merge')
    return c.html(await page(c, kind, c.req.query('other')))
  })

  desk.post(path, async (c) => {
    const typed = await typedFields(c)
    checkFormToken(typed.csrf, c.var.csrf)
    const other = typed.other ?? ''
    const outcome = await attempt(() => kind.merge(c, other))
    if (outcome.ok) return c.redirect(`/desk/clients/${c.req.param('id')}?done=records_merged`, 303)
    c.status(outcome.status)
    return c.html(await page(c, kind, other, Object.values(outcome.errors)[0]))
  })
}

async function page(c: Context<DeskEnv>, kind: Kind, other: string | undefined, error?: string) {
  const { session, csrf } = c.var
  const typed = (c.req.query('q') ?? '').slice(0, 200)
  const candidates = typed.trim() === '' ? null : await kind.find(c, typed)
  const chosen = other !== undefined && uuid.test(other) ? await kind.inspect(c, other) : null
  if (other !== undefined && !chosen) throw new DomainError('not_found', 'clientNotFound')
  const here = c.req.path
  return (
    <DeskPage
      title={words.clientTitle}
      section="clients"
      session={session}
      csrf={csrf}
      error={error ? errorText(error) : undefined}
    >
      <main id="main" class="form-page" tabindex={-1}>
        <p class="back">
          <a href={`/desk/clients/${c.req.param('id')}`}>{words.back}</a>
        </p>
        <h1>{words.clientTitle}</h1>
        <p class="lead">{kind.lead}</p>
        <search>
          <form class="search" method="get" action={here}>
            <input
              type="search"
              name="q"
              value={typed}
              aria-label={kind.search}
              placeholder={kind.search}
            />
            <button type="submit">{words.find}</button>
          </form>
        </search>
        {candidates === null ? null : <Candidates rows={candidates} here={here} />}
        {chosen ? <Preview found={chosen} here={here} csrf={csrf} /> : null}
      </main>
    </DeskPage>
  )
}

function Candidates(props: { rows: Named[]; here: string }) {
  if (props.rows.length === 0) return <p class="empty">{words.nothing}</p>
  return (
    <ul class="others">
      {props.rows.map((one) => (
        <li>
          {one.name} <small>{one.detail}</small>{' '}
          <a href={`${props.here}?other=${one.id}`}>{words.preview}</a>
        </li>
      ))}
    </ul>
  )
}

function Preview({ found, here, csrf }: { found: Found; here: string; csrf: string }) {
  const counts = Object.entries(found.counts) as [keyof typeof words.counts, number][]
  return (
    <section class="card" aria-labelledby="preview">
      <h2 id="preview">{words.previewTitle}</h2>
      <p>
        {words.goes}: <strong>{found.from.name}</strong>. {words.stays}:{' '}
        <strong>{found.into.name}</strong>.
      </p>
      <dl class="facts">
        {counts.map(([key, value]) => (
          <div>
            <dt>{words.counts[key]}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <ul class="others">
        {found.notes.map((note) => (
          <li class="warn">{words.notes[note]}</li>
        ))}
      </ul>
      {found.blocked === null ? (
        <form method="post" action={here}>
          <Csrf token={csrf} />
          <input type="hidden" name="other" value={found.from.id} />
          <button type="submit" class="primary">
            {words.confirm}
          </button>
        </form>
      ) : (
        <p class="alert">{errorText(found.blocked)}</p>
      )}
    </section>
  )
}
