import type { Context, Hono } from 'hono'
import { announcementsRu as words } from '../../src/i18n/announcements.ru.ts'
import { statusTexts } from '../../src/i18n/status.ts'
import {
  type ChangeAnnouncementInput,
  changeAnnouncement,
} from '../../src/incidents/change-announcement.ts'
import { productNames } from '../../src/incidents/desk-queries.ts'
import {
  type PublishAnnouncementInput,
  publishAnnouncement,
} from '../../src/incidents/publish-announcement.ts'
import { type Announcement, statusBoard } from '../../src/incidents/queries.ts'
import { mayDo } from '../../src/rights.ts'
import { isoLocal } from '../../src/sla/astana-time.ts'
import type { DeskEnv } from '../deps.ts'
import { attempt, errorText, type FormErrors, type Typed, typedFields } from '../http/forms.ts'
import { checkFormToken } from '../http/session.ts'
import { DeskPage } from '../ui/desk-page.tsx'
import { Csrf, SelectField, TextArea, TextField } from '../ui/field.tsx'
import { When } from '../ui/time.tsx'

type C = Context<DeskEnv>
const kinds = statusTexts('ru').kinds

/** Works on the platform and changed hours: published, extended, ended, withdrawn. */
export function announcementRoutes(desk: Hono<DeskEnv>): void {
  desk.get('/announcements', async (c) => c.html(await page(c, {}, {})))

  desk.post('/announcements', async (c) => {
    const typed = await typedFields(c)
    checkFormToken(typed.csrf, c.var.csrf)
    // The use-cases check the values; here they only take their places.
    const outcome = await attempt(async () => {
      if (typed.change) await changeAnnouncement(c.var.ctx, typed as ChangeAnnouncementInput)
      else {
        const body = await c.req.parseBody({ all: true })
        await publishAnnouncement(c.var.ctx, {
          ...typed,
          tell: typed.tell === 'on',
          products: [body.products ?? []].flat(),
        } as PublishAnnouncementInput)
      }
    })
    if (outcome.ok) return c.redirect('/desk/announcements?done=announced', 303)
    c.status(outcome.status)
    return c.html(await page(c, typed, outcome.errors))
  })
}

async function page(c: C, typed: Typed, errors: FormErrors) {
  const { ctx, session, csrf } = c.var
  const board = await statusBoard(ctx.db, ctx.now())
  const products = await productNames(ctx.db)
  const mayWrite = mayDo(session.actor.role, 'incidents.write')
  const changeError = typed.change ? Object.values(errors)[0] : errors.form
  const list = (title: string, items: Announcement[], live: boolean) => (
    <section class="spaced">
      <h2>{title}</h2>
      {items.length === 0 ? <p class="hint">{words.none}</p> : null}
      {items.map((one) => (
        <Item
          one={one}
          now={ctx.now()}
          csrf={csrf}
          mayWrite={mayWrite && live}
          products={products}
        />
      ))}
    </section>
  )
  return (
    <DeskPage
      title={words.title}
      section="announcements"
      session={session}
      csrf={csrf}
      done={c.req.query('done')}
      error={changeError ? errorText(changeError) : undefined}
    >
      <main id="main" class="form-page roomy" tabindex={-1}>
        <h1>{words.title}</h1>
        <p class="lead">
          {words.intro} <a href="/status">{words.page}</a>
        </p>
        {list(words.now, board.now, true)}
        {list(words.coming, board.coming, true)}
        {mayWrite ? (
          <PublishForm
            csrf={csrf}
            typed={typed.change ? {} : typed}
            errors={errors}
            products={products}
          />
        ) : null}
        {list(words.past, board.past, false)}
      </main>
    </DeskPage>
  )
}

function Item(props: {
  one: Announcement
  now: Date
  csrf: string
  mayWrite: boolean
  products: [string, string][]
}) {
  const { one } = props
  const form = (change: string, text: string, end?: string) => (
    <form method="post" action="/desk/announcements" class="inline">
      <Csrf token={props.csrf} />
      <input type="hidden" name="id" value={one.id} />
      <input type="hidden" name="change" value={change} />
      {end === undefined ? null : (
        <input
          type="datetime-local"
          name="endsAt"
          value={end}
          aria-label={`${words.endsAt}: ${one.titleRu}`}
          required
        />
      )}
      <button type="submit" class="small">
        {text}
        <span class="unseen"> {one.titleRu}</span>
      </button>
    </form>
  )
  return (
    <article class="card">
      <p>
        <span class="badge">{kinds[one.kind]}</span> <strong>{one.titleRu}</strong>
      </p>
      <p class="hint">
        <When at={one.startsAt} now={props.now} /> –{' '}
        {one.endsAt ? <When at={one.endsAt} now={props.now} /> : statusTexts('ru').endUnknown}
        {props.products
          .filter(([code]) => one.products.includes(code))
          .map(([, name]) => ` · ${name}`)}
      </p>
      <p>{one.textRu}</p>
      {props.mayWrite ? (
        <div class="buttons">
          {one.startsAt <= props.now ? form('finish', words.finish) : null}
          {form('move_end', words.moveEnd, one.endsAt ? isoLocal(one.endsAt).slice(0, 16) : '')}
          {form('withdraw', words.withdraw)}
        </div>
      ) : null}
    </article>
  )
}

function PublishForm(props: {
  csrf: string
  typed: Typed
  errors: FormErrors
  products: [string, string][]
}) {
  const { typed, errors } = props
  return (
    <form method="post" action="/desk/announcements" class="card">
      <h2>{words.add}</h2>
      <Csrf token={props.csrf} />
      <div class="pair">
        <SelectField
          name="kind"
          label={words.kind}
          options={Object.entries(kinds)}
          typed={typed}
          errors={errors}
        />
        <span />
        <TextField
          name="startsAt"
          label={words.startsAt}
          type="datetime-local"
          required
          typed={typed}
          errors={errors}
        />
        <TextField
          name="endsAt"
          label={words.endsAt}
          type="datetime-local"
          hint={words.endsHint}
          typed={typed}
          errors={errors}
        />
        <TextField name="titleRu" label={words.titleRu} required typed={typed} errors={errors} />
        <TextField name="titleKk" label={words.titleKk} typed={typed} errors={errors} />
        <TextField name="titleEn" label={words.titleEn} typed={typed} errors={errors} />
      </div>
      <TextArea
        name="textRu"
        label={words.textRu}
        rows={4}
        required
        typed={typed}
        errors={errors}
      />
      <TextArea name="textKk" label={words.textKk} rows={4} typed={typed} errors={errors} />
      <TextArea name="textEn" label={words.textEn} rows={4} typed={typed} errors={errors} />
      <p class="hint">{words.fallbackHint}</p>
      <fieldset>
        <legend>{words.products}</legend>
        <p class="hint">{words.productsHint}</p>
        {props.products.map(([code, name]) => (
          <label class="check">
            <input type="checkbox" name="products" value={code} /> {name}
          </label>
        ))}
      </fieldset>
      <label class="check">
        <input type="checkbox" name="tell" checked /> {words.tell}
      </label>
      <button type="submit" class="primary">
        {words.publish}
      </button>
    </form>
  )
}
