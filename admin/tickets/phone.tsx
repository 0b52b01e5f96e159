import type { Hono } from 'hono'
import { panelRu } from '../../src/i18n/panel.ru.ts'
import { isoLocal, parseLocal } from '../../src/sla/astana-time.ts'
import {
  type RegisterPhoneTicketInput,
  registerPhoneTicket,
} from '../../src/tickets/register-phone-ticket.ts'
import { formatTicketNumber } from '../../src/tickets/ticket-number.ts'
import type { DeskEnv } from '../deps.ts'
import { attempt, errorText, type FormErrors, type Typed, typedFields } from '../http/forms.ts'
import { checkFormToken } from '../http/session.ts'
import { DeskPage } from '../ui/desk-page.tsx'
import { Csrf, SelectField, TextArea, TextField } from '../ui/field.tsx'

const words = panelRu.phone

/** Annex 1, 4.1: a request by telephone, written down by an operator. */
export function phoneRoutes(desk: Hono<DeskEnv>): void {
  desk.get('/phone', (c) => {
    const typed = { calledAt: isoLocal(c.var.ctx.now()).slice(0, 16), locale: 'ru' }
    return c.html(<PhonePage {...c.var} typed={typed} errors={{}} />)
  })

  desk.post('/phone', async (c) => {
    const typed = await typedFields(c)
    checkFormToken(typed.csrf, c.var.csrf)
    const { ctx } = c.var
    const calledAt = parseLocal(typed.calledAt ?? '')
    const outcome =
      calledAt === null
        ? ({ ok: false, errors: { calledAt: 'timeMalformed' }, status: 422 } as const)
        : await attempt(
            () =>
              registerPhoneTicket(ctx, {
                phone: typed.phone ?? '',
                callerName: typed.callerName ?? '',
                calledAt,
                locale: (typed.locale ?? 'ru') as RegisterPhoneTicketInput['locale'],
                subject: typed.subject ?? '',
                text: typed.text ?? '',
              }),
            { phoneMalformed: 'phone', calledInFuture: 'calledAt' },
          )
    if (outcome.ok) {
      const number = formatTicketNumber(outcome.value.number)
      return c.redirect(`/desk/tickets/${number}?done=registered`, 303)
    }
    c.status(outcome.status)
    return c.html(<PhonePage {...c.var} typed={typed} errors={outcome.errors} />)
  })
}

function PhonePage(props: DeskEnv['Variables'] & { typed: Typed; errors: FormErrors }) {
  const { typed, errors } = props
  const around = { typed, errors }
  return (
    <DeskPage
      title={words.title}
      section="phone"
      session={props.session}
      csrf={props.csrf}
      error={errors.form ? errorText(errors.form) : undefined}
    >
      <main id="main" class="form-page" tabindex={-1}>
        <h1>{words.title}</h1>
        <p class="lead">{words.intro}</p>
        <form method="post" action="/desk/phone" class="card">
          <Csrf token={props.csrf} />
          <div class="pair">
            <TextField
              {...around}
              name="phone"
              label={words.phone}
              hint={words.phoneHint}
              type="tel"
              inputmode="tel"
              required
              autofocus
            />
            <TextField {...around} name="callerName" label={words.callerName} maxlength={200} />
          </div>
          <div class="pair">
            <TextField
              {...around}
              name="calledAt"
              label={words.calledAt}
              hint={words.calledAtHint}
              type="datetime-local"
              required
            />
            <SelectField
              {...around}
              name="locale"
              label={words.locale}
              options={Object.entries(panelRu.locales)}
            />
          </div>
          <TextField {...around} name="subject" label={words.subject} maxlength={200} required />
          <TextArea {...around} name="text" label={words.text} rows={8} required />
          <button type="submit" class="primary">
            {words.submit}
          </button>
        </form>
      </main>
    </DeskPage>
  )
}
