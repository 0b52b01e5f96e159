import type { Context, Hono } from 'hono'
import { DomainError } from '../../src/errors.ts'
import { tariffsRu as words } from '../../src/i18n/panel.tariffs.ru.ts'
import { formatDay } from '../../src/i18n/texts.ts'
import { mayDo, requireRight } from '../../src/rights.ts'
import { localDate } from '../../src/sla/astana-time.ts'
import { cancelTariff } from '../../src/tariffs/cancel-tariff.ts'
import { changeTariff } from '../../src/tariffs/change-tariff.ts'
import { type CreateTariffInput, createTariff } from '../../src/tariffs/create-tariff.ts'
import { tariffScopes, tariffVersions } from '../../src/tariffs/queries.ts'
import type { TariffVersion } from '../../src/tariffs/versions.ts'
import type { DeskEnv } from '../deps.ts'
import { attempt, errorText, type FormErrors, type Typed, typedFields } from '../http/forms.ts'
import { checkFormToken } from '../http/session.ts'
import { CheckList, chosen, ticked } from '../ui/check-list.tsx'
import { DeskPage } from '../ui/desk-page.tsx'
import { Csrf, SelectField, TextArea, TextField } from '../ui/field.tsx'
import { priceText, stateOf } from './list.tsx'

const fieldOf = {
  codeTaken: 'code',
  freePeriod: 'periodMonths',
  periodMissing: 'periodMonths',
  backdateReasonMissing: 'backdateReason',
}

/** One tariff: what it says now, its versions, and the form of the next one (5.3.4, R43). */
export function tariffRoutes(desk: Hono<DeskEnv>): void {
  desk.get('/tariffs/new', async (c) => {
    requireRight(c.var.ctx, 'tariffs.write')
    return c.html(await tariffPage(c, [], { typed: { published: 'no' }, errors: {} }))
  })

  desk.post('/tariffs/new', async (c) => {
    const typed = await typedFields(c)
    checkFormToken(typed.csrf, c.var.csrf)
    const outcome = await attempt(
      () => createTariff(c.var.ctx, { code: typed.code ?? '', ...tariffFields(typed) }),
      fieldOf,
    )
    if (outcome.ok) return c.redirect(`/desk/tariffs/${outcome.value.code}?done=tariff_saved`, 303)
    c.status(outcome.status)
    return c.html(await tariffPage(c, [], { typed, errors: outcome.errors }))
  })

  desk.get('/tariffs/:code', async (c) => {
    const versions = await requireVersions(c)
    return c.html(await tariffPage(c, versions, { typed: typedOf(versions[0]), errors: {} }))
  })

  desk.post('/tariffs/:code', async (c) => {
    const typed = await typedFields(c)
    checkFormToken(typed.csrf, c.var.csrf)
    const code = c.req.param('code')
    const cancels = typed.verb === 'cancel'
    const outcome = await attempt(
      () =>
        cancels
          ? cancelTariff(c.var.ctx, { code, effectiveOn: typed.cancelOn || null })
          : changeTariff(c.var.ctx, {
              code,
              basedOn: Number(typed.basedOn),
              ...tariffFields(typed),
            }),
      fieldOf,
    )
    if (outcome.ok) {
      const done = cancels ? 'tariff_cancelled' : 'tariff_saved'
      return c.redirect(`/desk/tariffs/${code}?done=${done}`, 303)
    }
    c.status(outcome.status)
    const versions = await requireVersions(c)
    const shown = cancels ? { ...typedOf(versions[0]), cancelOn: typed.cancelOn ?? '' } : typed
    return c.html(await tariffPage(c, versions, { typed: shown, errors: outcome.errors }))
  })
}

async function requireVersions(c: Context<DeskEnv>): Promise<TariffVersion[]> {
  const versions = await tariffVersions(c.var.ctx.db, c.req.param('code') ?? '')
  if (versions.length === 0) throw new DomainError('not_found', 'tariffNotFound')
  return versions
}

function tariffFields(typed: Typed): Omit<CreateTariffInput, 'code'> {
  return {
    nameRu: typed.nameRu ?? '',
    nameKk: typed.nameKk ?? '',
    conditionsRu: typed.conditionsRu ?? '',
    conditionsKk: typed.conditionsKk ?? '',
    priceTenge: typed.priceTenge ?? '',
    periodMonths: typed.periodMonths ? Number(typed.periodMonths) : null,
    products: chosen(typed, 'product'),
    documentTypes: chosen(typed, 'document'),
    published: typed.published === 'yes',
    effectiveOn: typed.effectiveOn || null,
    backdateReason: typed.backdateReason ?? '',
  }
}

function typedOf(version: TariffVersion | undefined): Typed {
  if (!version) return {}
  return {
    nameRu: version.nameRu,
    nameKk: version.nameKk,
    conditionsRu: version.conditionsRu,
    conditionsKk: version.conditionsKk,
    priceTenge: version.priceTenge,
    periodMonths: String(version.periodMonths ?? ''),
    published: version.published ? 'yes' : 'no',
    basedOn: String(version.version),
    ...ticked('product', version.products),
    ...ticked('document', version.documentTypes),
  }
}

async function tariffPage(
  c: Context<DeskEnv>,
  versions: TariffVersion[],
  form: { typed: Typed; errors: FormErrors },
) {
  const { ctx, session, csrf } = c.var
  const scopes = await tariffScopes(ctx.db)
  const [newest] = versions
  const title = newest?.nameRu ?? words.create
  const general = form.errors.form ?? form.errors.effectiveOn
  return (
    <DeskPage
      title={title}
      section="tariffs"
      session={session}
      csrf={csrf}
      done={c.req.query('done')}
      error={general ? errorText(general) : undefined}
    >
      <main id="main" class="form-page" tabindex={-1}>
        <p class="back">
          <a href="/desk/tariffs">{words.title}</a>
        </p>
        <h1>{title}</h1>
        {newest?.cancelled ? <p class="alert">{words.cancelledHint}</p> : null}
        {mayDo(session.actor.role, 'tariffs.write') ? (
          <VersionForm {...form} csrf={csrf} scopes={scopes} newest={newest} />
        ) : null}
        {versions.length === 0 ? null : <Versions versions={versions} />}
        {newest && !newest.cancelled && mayDo(session.actor.role, 'tariffs.write') ? (
          <form method="post" action={`/desk/tariffs/${newest.code}`} class="card">
            <Csrf token={csrf} />
            <input type="hidden" name="verb" value="cancel" />
            <h2>{words.cancelTitle}</h2>
            <p class="hint">{words.cancelHint}</p>
            <TextField {...form} name="cancelOn" label={words.cancelOn} type="date" />
            <button type="submit">{words.cancel}</button>
          </form>
        ) : null}
      </main>
    </DeskPage>
  )
}

function VersionForm(props: {
  typed: Typed
  errors: FormErrors
  csrf: string
  scopes: Awaited<ReturnType<typeof tariffScopes>>
  newest: TariffVersion | undefined
}) {
  const { typed, errors, newest } = props
  const around = { typed, errors }
  const f = words.fields
  const named = (rows: { code: string; nameRu: string }[]) =>
    rows.map((row) => [row.code, row.nameRu] as const)
  return (
    <form method="post" action={`/desk/tariffs/${newest?.code ?? 'new'}`} class="card">
      <Csrf token={props.csrf} />
      <h2>{newest ? words.edit : words.create}</h2>
      {newest ? (
        <input type="hidden" name="basedOn" value={typed.basedOn ?? String(newest.version)} />
      ) : (
        <TextField {...around} name="code" label={f.code} hint={f.codeHint} required />
      )}
      <div class="pair">
        <TextField {...around} name="nameRu" label={f.nameRu} maxlength={200} required />
        <TextField {...around} name="nameKk" label={f.nameKk} maxlength={200} required />
      </div>
      <div class="pair">
        <TextArea {...around} name="conditionsRu" label={f.conditionsRu} rows={4} required />
        <TextArea {...around} name="conditionsKk" label={f.conditionsKk} rows={4} required />
      </div>
      <div class="pair">
        <TextField {...around} name="priceTenge" label={f.priceTenge} required />
        <TextField {...around} name="periodMonths" label={f.periodMonths} inputmode="numeric" />
      </div>
      <CheckList
        legend={f.products}
        prefix="product"
        options={named(props.scopes.products)}
        typed={typed}
      />
      <CheckList
        legend={f.documentTypes}
        prefix="document"
        options={named(props.scopes.documentTypes)}
        typed={typed}
      />
      <div class="pair">
        <TextField {...around} name="effectiveOn" label={f.effectiveOn} type="date" />
        <TextField
          {...around}
          name="backdateReason"
          label={f.backdateReason}
          hint={f.backdateHint}
          maxlength={1000}
        />
      </div>
      <SelectField
        {...around}
        name="published"
        label={f.published}
        options={Object.entries(words.yesNo)}
      />
      <button type="submit" class="primary">
        {words.save}
      </button>
    </form>
  )
}

function Versions(props: { versions: TariffVersion[] }) {
  return (
    <section class="card" aria-labelledby="versions">
      <h2 id="versions">{words.versions}</h2>
      <ul class="others">
        {props.versions.map((one) => (
          <li>
            <strong>{words.version(one.version)}</strong>, {stateOf(one)}, {priceText(one)}{' '}
            <small>
              {words.from} {formatDay(localDate(one.effectiveAt), 'ru')}
              {one.backdateReason === '' ? '' : `, ${words.backdated}: ${one.backdateReason}`}
            </small>
          </li>
        ))}
      </ul>
    </section>
  )
}
