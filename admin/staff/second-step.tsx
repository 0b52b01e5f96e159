import type { Context, Hono } from 'hono'
import { actingAs } from '../../src/context.ts'
import { accessRu } from '../../src/i18n/panel.access.ru.ts'
import { panelRu } from '../../src/i18n/panel.ru.ts'
import { passSecondFactor } from '../../src/staff/pass-second-factor.ts'
import { findSession } from '../../src/staff/session.ts'
import type { AdminDeps } from '../deps.ts'
import { clientNetwork } from '../http/client-network.ts'
import { attempt, type FormErrors, typedFields } from '../http/forms.ts'
import { checkFormToken, cookieToken, formToken, safeNext } from '../http/session.ts'
import { Csrf, FormError, TextField } from '../ui/field.tsx'
import { Brand, Document } from '../ui/layout.tsx'

const words = accessRu.secondStep

/** The second step of signing in, for accounts with an authenticator app. */
export function secondStepRoutes(app: Hono, deps: AdminDeps): void {
  const waiting = async (c: Context) => {
    const token = cookieToken(c, deps)
    const session = token ? await findSession(deps.ctx, token, { slide: false }) : null
    return session?.awaitsSecondFactor ? session : null
  }

  app.get('/desk/second-step', async (c) => {
    const session = await waiting(c)
    const next = safeNext(c.req.query('next'))
    if (!session) return c.redirect(next, 303)
    return c.html(<SecondStep next={next} csrf={formToken(deps, session.tokenHash)} errors={{}} />)
  })

  app.post('/desk/second-step', async (c) => {
    const session = await waiting(c)
    if (!session) return c.redirect('/desk', 303)
    const { tokenHash } = session
    const csrf = formToken(deps, tokenHash)
    const typed = await typedFields(c)
    checkFormToken(typed.csrf, csrf)
    const next = safeNext(typed.next)
    const outcome = await attempt(
      () =>
        passSecondFactor(actingAs(deps.ctx, session.actor), {
          code: typed.code ?? '',
          tokenHash,
          network: clientNetwork(c),
        }),
      { codeWrong: 'code' },
    )
    if (outcome.ok) return c.redirect(next, 303)
    c.status(outcome.status)
    return c.html(<SecondStep next={next} csrf={csrf} errors={outcome.errors} />)
  })
}

function SecondStep(props: { next: string; csrf: string; errors: FormErrors }) {
  return (
    <Document locale="ru" title={`${words.title} · kense`} bodyClass="plain" skip={panelRu.skip}>
      <main id="main" class="card narrow">
        <Brand href="/" tail={panelRu.desk} />
        <h1>{words.title}</h1>
        <p>{words.intro}</p>
        <FormError errors={props.errors} />
        <form method="post" action="/desk/second-step">
          <Csrf token={props.csrf} />
          <input type="hidden" name="next" value={props.next} />
          <TextField
            name="code"
            label={words.code}
            autocomplete="one-time-code"
            typed={{}}
            errors={props.errors}
            required
            autofocus
          />
          <button type="submit" class="primary wide">
            {words.submit}
          </button>
        </form>
        <form method="post" action="/desk/sign-out">
          <Csrf token={props.csrf} />
          <button type="submit" class="quiet">
            {words.signOut}
          </button>
        </form>
      </main>
    </Document>
  )
}
