import type { Hono } from 'hono'
import { panelRu } from '../../src/i18n/panel.ru.ts'
import { registerPhoneTicket } from '../../src/tickets/register-phone-ticket.ts'
import { formatTicketNumber } from '../../src/tickets/ticket-number.ts'
import type { DeskEnv } from '../deps.ts'
import { errorText, type FormErrors, type Typed, typedFields } from '../http/forms.ts'
import { checkFormToken } from '../http/session.ts'
import { DeskPage } from '../ui/desk-page.tsx'
import { Csrf, TextArea, TextField } from '../ui/field.tsx'
import { attemptOfCall, CallerFields, callNow } from './caller-fields.tsx'

const words = panelRu.phone

/** Annex 1, 4.1: a request by telephone, written down by an operator. */
export function phoneRoutes(desk: Hono<DeskEnv>): void {
  desk.get('/phone', (c) => {
    const typed = callNow(c.var.ctx.now())
    return c.html(<PhonePage {...c.var} typed={typed} errors={{}} />)
  })

  desk.post('/phone', async (c) => {
    const typed = await typedFields(c)
    checkFormToken(typed.csrf, c.var.csrf)
    const { ctx } = c.var
    const outcome = await attemptOfCall(typed, (caller) =>
      registerPhoneTicket(ctx, {
        ...caller,
        subject: typed.subject ?? '',
        text: typed.text ?? '',
      }),
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
          <CallerFields {...around} />
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
