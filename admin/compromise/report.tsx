import type { Hono } from 'hono'
import { reportByPhone } from '../../src/compromise/report-by-phone.ts'
import { compromiseRu } from '../../src/i18n/compromise.ru.ts'
import { parseLocal } from '../../src/sla/astana-time.ts'
import type { DeskEnv } from '../deps.ts'
import { errorText, type FormErrors, type Typed, typedFields } from '../http/forms.ts'
import { checkFormToken } from '../http/session.ts'
import { attemptOfCall, CallerFields, callNow } from '../tickets/caller-fields.tsx'
import { DeskPage } from '../ui/desk-page.tsx'
import { Csrf, SelectField, TextArea, TextField } from '../ui/field.tsx'

const words = compromiseRu.form

/** A notice of compromise by telephone (definition 4, R5). */
export function compromiseReportRoutes(desk: Hono<DeskEnv>): void {
  desk.get('/compromise/report', (c) =>
    c.html(<ReportPage {...c.var} typed={callNow(c.var.ctx.now())} errors={{}} />),
  )

  desk.post('/compromise/report', async (c) => {
    const typed = await typedFields(c)
    checkFormToken(typed.csrf, c.var.csrf)
    const outcome = await attemptOfCall(typed, (caller) =>
      reportByPhone(c.var.ctx, {
        ...caller,
        number: typed.number ?? '',
        holderName: typed.holderName ?? '',
        holderIin: typed.holderIin ?? '',
        kind: (typed.kind ?? 'key') as 'key',
        cause: (typed.cause ?? 'other') as 'other',
        serials: (typed.serials ?? '').split(/[,;\s]+/).filter((one) => one !== ''),
        learnedAt: typed.learnedAt ? parseLocal(typed.learnedAt) : null,
        happened: typed.happened ?? '',
        calledBack: typed.vouched === 'yes',
      }),
    )
    if (outcome.ok) {
      const [first] = outcome.value
      return c.redirect(`/desk/compromise/${first?.caseId ?? ''}?done=case_reported`, 303)
    }
    c.status(outcome.status)
    return c.html(<ReportPage {...c.var} typed={typed} errors={outcome.errors} />)
  })
}

function ReportPage(props: DeskEnv['Variables'] & { typed: Typed; errors: FormErrors }) {
  const { typed, errors } = props
  const around = { typed, errors }
  return (
    <DeskPage
      title={words.title}
      section="compromise"
      session={props.session}
      csrf={props.csrf}
      error={errors.form ? errorText(errors.form) : undefined}
    >
      <main id="main" class="form-page" tabindex={-1}>
        <h1>{words.title}</h1>
        <p class="lead">{words.intro}</p>
        <form method="post" action="/desk/compromise/report" class="card">
          <Csrf token={props.csrf} />
          <CallerFields {...around} />
          <TextField {...around} name="number" label={words.number} />
          <div class="pair">
            <TextField {...around} name="holderName" label={words.holderName} maxlength={200} />
            <TextField {...around} name="holderIin" label={words.holderIin} />
          </div>
          <div class="pair">
            <SelectField
              {...around}
              name="kind"
              label={words.kind}
              options={Object.entries(compromiseRu.kinds)}
            />
            <SelectField
              {...around}
              name="cause"
              label={words.cause}
              options={Object.entries(compromiseRu.causes)}
            />
          </div>
          <div class="pair">
            <TextField {...around} name="serials" label={words.serials} />
            <TextField {...around} name="learnedAt" label={words.learnedAt} type="datetime-local" />
          </div>
          <TextArea {...around} name="happened" label={words.happened} rows={4} />
          <SelectField
            {...around}
            name="vouched"
            label={words.vouched}
            options={Object.entries(words.vouchedChoices)}
          />
          <button type="submit" class="primary">
            {words.submit}
          </button>
        </form>
      </main>
    </DeskPage>
  )
}
