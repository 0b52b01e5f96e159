import type { Context, Hono } from 'hono'
import { DomainError } from '../../src/errors.ts'
import { tariffsRu } from '../../src/i18n/panel.tariffs.ru.ts'
import { mayDo, requireRight } from '../../src/rights.ts'
import { localDate } from '../../src/sla/astana-time.ts'
import { promotionList, tariffList } from '../../src/tariffs/queries.ts'
import {
  type Promotion,
  type SavePromotionInput,
  savePromotion,
} from '../../src/tariffs/save-promotion.ts'
import { withdrawPromotion } from '../../src/tariffs/withdraw-promotion.ts'
import type { DeskEnv } from '../deps.ts'
import { attempt, errorText, type FormErrors, type Typed, typedFields } from '../http/forms.ts'
import { checkFormToken } from '../http/session.ts'
import { CheckList, chosen, ticked } from '../ui/check-list.tsx'
import { DeskPage } from '../ui/desk-page.tsx'
import { Csrf, SelectField, TextArea, TextField } from '../ui/field.tsx'

const words = tariffsRu.promotions
const fieldOf = {
  periodBackwards: 'endsOn',
  bonusMissing: 'bonusMonths',
  percentMalformed: 'percent',
}

/** A promotion, discount or bonus (5.3.10, R37). */
export function promotionRoutes(desk: Hono<DeskEnv>): void {
  desk.get('/promotions/new', async (c) => {
    requireRight(c.var.ctx, 'tariffs.write')
    const typed = { bonusMonths: '0', published: 'no' }
    return c.html(await promotionPage(c, null, { typed, errors: {} }))
  })

  desk.get('/promotions/:id{[0-9a-f-]{36}}', async (c) => {
    const found = await requirePromotion(c)
    return c.html(await promotionPage(c, found, { typed: typedOf(found), errors: {} }))
  })

  desk.post('/promotions/new', (c) => save(c, null))

  desk.post('/promotions/:id{[0-9a-f-]{36}}', async (c) => save(c, await requirePromotion(c)))
}

async function save(c: Context<DeskEnv>, before: Promotion | null): Promise<Response> {
  const typed = await typedFields(c)
  checkFormToken(typed.csrf, c.var.csrf)
  const withdraws = before !== null && typed.verb === 'withdraw'
  const outcome = await attempt(async () => {
    if (withdraws) await withdrawPromotion(c.var.ctx, { promotionId: before.id })
    else await savePromotion(c.var.ctx, promotionFields(typed, before))
  }, fieldOf)
  if (outcome.ok) {
    const done = withdraws ? 'promotion_withdrawn' : 'promotion_saved'
    return c.redirect(`/desk/tariffs?done=${done}`, 303)
  }
  c.status(outcome.status)
  return c.html(await promotionPage(c, before, { typed, errors: outcome.errors }))
}

async function requirePromotion(c: Context<DeskEnv>): Promise<Promotion> {
  const all = await promotionList(c.var.ctx.db)
  const found = all.find((one) => one.id === c.req.param('id'))
  if (!found) throw new DomainError('not_found', 'promotionNotFound')
  return found
}

function promotionFields(typed: Typed, before: Promotion | null): SavePromotionInput {
  return {
    promotionId: before?.id ?? null,
    kind: (typed.kind ?? '') as 'discount',
    titleRu: typed.titleRu ?? '',
    titleKk: typed.titleKk ?? '',
    conditionsRu: typed.conditionsRu ?? '',
    conditionsKk: typed.conditionsKk ?? '',
    tariffCodes: chosen(typed, 'tariff'),
    percent: typed.percent || null,
    bonusMonths: Number(typed.bonusMonths || '0'),
    startsOn: typed.startsOn ?? '',
    endsOn: typed.endsOn ?? '',
    published: typed.published === 'yes',
  }
}

function typedOf(one: Promotion): Typed {
  return {
    kind: one.kind,
    titleRu: one.titleRu,
    titleKk: one.titleKk,
    conditionsRu: one.conditionsRu,
    conditionsKk: one.conditionsKk,
    percent: one.percent ?? '',
    bonusMonths: String(one.bonusMonths),
    startsOn: localDate(one.startsAt),
    endsOn: localDate(new Date(one.endsAt.getTime() - 1)),
    published: one.published ? 'yes' : 'no',
    ...ticked('tariff', one.tariffCodes),
  }
}

async function promotionPage(
  c: Context<DeskEnv>,
  before: Promotion | null,
  form: { typed: Typed; errors: FormErrors },
) {
  const { ctx, session, csrf } = c.var
  const tariffs = await tariffList(ctx.db, ctx.now())
  const title = before?.titleRu ?? words.create
  const f = words.fields
  const action = `/desk/promotions/${before?.id ?? 'new'}`
  const open = before === null || before.withdrawnAt === null
  return (
    <DeskPage
      title={title}
      section="tariffs"
      session={session}
      csrf={csrf}
      error={form.errors.form ? errorText(form.errors.form) : undefined}
    >
      <main id="main" class="form-page" tabindex={-1}>
        <p class="back">
          <a href="/desk/tariffs">{tariffsRu.title}</a>
        </p>
        <h1>{title}</h1>
        <form method="post" action={action} class="card">
          <Csrf token={csrf} />
          <SelectField {...form} name="kind" label={f.kind} options={Object.entries(words.kinds)} />
          <div class="pair">
            <TextField {...form} name="titleRu" label={f.titleRu} maxlength={200} required />
            <TextField {...form} name="titleKk" label={f.titleKk} maxlength={200} required />
          </div>
          <div class="pair">
            <TextArea {...form} name="conditionsRu" label={f.conditionsRu} rows={3} required />
            <TextArea {...form} name="conditionsKk" label={f.conditionsKk} rows={3} required />
          </div>
          <div class="pair">
            <TextField {...form} name="percent" label={f.percent} />
            <TextField {...form} name="bonusMonths" label={f.bonusMonths} inputmode="numeric" />
          </div>
          <div class="pair">
            <TextField {...form} name="startsOn" label={f.startsOn} type="date" required />
            <TextField {...form} name="endsOn" label={f.endsOn} type="date" required />
          </div>
          <CheckList
            legend={f.tariffCodes}
            prefix="tariff"
            options={tariffs.map(({ code, shown }) => [code, shown.nameRu] as const)}
            typed={form.typed}
          />
          <SelectField
            {...form}
            name="published"
            label={f.published}
            options={Object.entries(tariffsRu.yesNo)}
          />
          {open && mayDo(session.actor.role, 'tariffs.write') ? (
            <div class="ticket-line">
              <button type="submit" class="primary">
                {words.save}
              </button>
              {before ? (
                <button type="submit" name="verb" value="withdraw" formnovalidate>
                  {words.withdraw}
                </button>
              ) : null}
            </div>
          ) : null}
        </form>
      </main>
    </DeskPage>
  )
}
