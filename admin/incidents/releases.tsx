import type { Context, Hono } from 'hono'
import { type Locale, locales } from '../../src/i18n/locale.ts'
import { releasesRu as words } from '../../src/i18n/panel.releases.ru.ts'
import { releaseTexts } from '../../src/i18n/releases.ts'
import { type PublishReleaseInput, publishRelease } from '../../src/incidents/publish-release.ts'
import { type Release, releases, waitingReferences } from '../../src/incidents/release-queries.ts'
import { withdrawRelease } from '../../src/incidents/withdraw-release.ts'
import { mayDo } from '../../src/rights.ts'
import { formatTicketNumber } from '../../src/tickets/ticket-number.ts'
import type { DeskEnv } from '../deps.ts'
import { attempt, errorText, type FormErrors, type Typed, typedFields } from '../http/forms.ts'
import { checkFormToken } from '../http/session.ts'
import { DeskPage } from '../ui/desk-page.tsx'
import { Csrf, TextArea, TextField } from '../ui/field.tsx'
import { When } from '../ui/time.tsx'

type C = Context<DeskEnv>
const fields = { ru: 'textRu', kk: 'textKk', en: 'textEn' } as const satisfies Record<
  Locale,
  string
>

/** Releases of the platform: what is waited for, what is out (3.6, R42). */
export function releaseRoutes(desk: Hono<DeskEnv>): void {
  desk.get('/releases', async (c) => {
    const texts = locales.map((locale) => [fields[locale], releaseTexts(locale).draft])
    const references = c.req.query('reference') ?? ''
    return c.html(await page(c, { ...Object.fromEntries(texts), references }, {}))
  })

  desk.post('/releases', async (c) => {
    const typed = await typedFields(c)
    checkFormToken(typed.csrf, c.var.csrf)
    const withdraws = typed.verb === 'withdraw'
    const outcome = await attempt<unknown>(() =>
      withdraws
        ? withdrawRelease(c.var.ctx, { releaseId: typed.releaseId ?? '' })
        : publishRelease(c.var.ctx, typed as unknown as PublishReleaseInput),
    )
    if (outcome.ok) {
      const done = withdraws ? 'releaseWithdrawn' : 'releasePublished'
      return c.redirect(`/desk/releases?done=${done}`, 303)
    }
    c.status(outcome.status)
    return c.html(await page(c, typed, outcome.errors))
  })
}

async function page(c: C, typed: Typed, errors: FormErrors) {
  const { ctx, session, csrf } = c.var
  const waiting = await waitingReferences(ctx.db)
  const mayWrite = mayDo(session.actor.role, 'incidents.write')
  const out = await releases(ctx.db)
  return (
    <DeskPage
      title={words.title}
      section="releases"
      session={session}
      csrf={csrf}
      done={c.req.query('done')}
      error={errors.form ? errorText(errors.form) : undefined}
    >
      <main id="main" class="form-page roomy" tabindex={-1}>
        <h1>{words.title}</h1>
        <p class="lead">{words.intro}</p>
        <section class="spaced">
          <h2>{words.waiting}</h2>
          {waiting.length === 0 ? <p class="hint">{words.noWaiting}</p> : null}
          <ul class="incident-list">
            {waiting.map((one) => (
              <li class="card">
                <p>
                  <strong>{one.reference}</strong> · {words.tickets(one.tickets)}{' '}
                  <small class="hint">
                    {words.since} <When at={one.since} now={ctx.now()} />
                  </small>{' '}
                  {mayWrite ? (
                    <a href={`/desk/releases?reference=${encodeURIComponent(one.reference)}#add`}>
                      {words.release}
                      <span class="unseen"> {one.reference}</span>
                    </a>
                  ) : null}
                </p>
              </li>
            ))}
          </ul>
        </section>
        {mayWrite ? <PublishForm csrf={csrf} typed={typed} errors={errors} /> : null}
        <section class="spaced">
          <h2>{words.past}</h2>
          {out.length === 0 ? <p class="hint">{words.none}</p> : null}
          <ul class="incident-list">
            {out.map((one) => (
              <Item one={one} now={ctx.now()} csrf={csrf} mayWrite={mayWrite} />
            ))}
          </ul>
        </section>
      </main>
    </DeskPage>
  )
}

function PublishForm(props: { csrf: string; typed: Typed; errors: FormErrors }) {
  const { typed, errors } = props
  return (
    <form method="post" action="/desk/releases" class="card" id="add">
      <h2>{words.add}</h2>
      <Csrf token={props.csrf} />
      <TextField
        name="version"
        label={words.version}
        hint={words.versionHint}
        required
        maxlength={50}
        typed={typed}
        errors={errors}
      />
      <TextArea
        name="references"
        label={words.references}
        rows={3}
        required
        typed={typed}
        errors={errors}
      />
      {locales.map((locale) => (
        <TextArea
          name={fields[locale]}
          label={words[fields[locale]]}
          rows={3}
          required
          typed={typed}
          errors={errors}
        />
      ))}
      <button type="submit" class="primary">
        {words.publish}
      </button>
    </form>
  )
}

function Item(props: { one: Release; now: Date; csrf: string; mayWrite: boolean }) {
  const { one } = props
  return (
    <li class="card">
      <p>
        <strong>{one.version}</strong>{' '}
        <small class="hint">
          <When at={one.publishedAt} now={props.now} /> · {one.references.join(', ')}
        </small>
      </p>
      <p>{one.textRu}</p>
      {one.withdrawnAt ? <p class="warn">{words.withdrawn}</p> : null}
      {one.tickets.length === 0 ? null : (
        <details>
          <summary>
            {words.solved}: {words.tickets(one.tickets.length)}
          </summary>
          <ul class="ticket-numbers">
            {one.tickets.map(({ number }) => (
              <li>
                <a href={`/desk/tickets/${formatTicketNumber(number)}`}>
                  {formatTicketNumber(number)}
                </a>
              </li>
            ))}
          </ul>
        </details>
      )}
      {props.mayWrite && one.withdrawnAt === null ? (
        <form method="post" action="/desk/releases" class="inline">
          <Csrf token={props.csrf} />
          <input type="hidden" name="releaseId" value={one.id} />
          <button type="submit" name="verb" value="withdraw" class="small">
            {words.withdraw}
            <span class="unseen"> {one.version}</span>
          </button>
        </form>
      ) : null}
    </li>
  )
}
