import type { Hono } from 'hono'
import { actingAs } from '../../src/context.ts'
import { panelRu } from '../../src/i18n/panel.ru.ts'
import { findSession } from '../../src/staff/session.ts'
import { signIn } from '../../src/staff/sign-in.ts'
import { signOut } from '../../src/staff/sign-out.ts'
import type { AdminDeps } from '../deps.ts'
import { clientNetwork } from '../http/client-network.ts'
import { attempt, type FormErrors, type Typed, typedFields } from '../http/forms.ts'
import {
  checkFormToken,
  cookieToken,
  formToken,
  giveCookie,
  safeNext,
  takeCookie,
} from '../http/session.ts'
import { FormError, TextField } from '../ui/field.tsx'
import { Brand, Document } from '../ui/layout.tsx'

const words = panelRu.signIn

export function signInRoutes(app: Hono, deps: AdminDeps): void {
  app.get('/desk/sign-in', async (c) => {
    const token = cookieToken(c, deps)
    const next = safeNext(c.req.query('next'))
    if (token && (await findSession(deps.ctx, token, { slide: false })))
      return c.redirect(next, 303)
    const notice = c.req.query('ended') ? words.ended : c.req.query('next') ? words.needed : ''
    return c.html(<SignInPage typed={{ next }} errors={{}} notice={notice} />)
  })

  app.post('/desk/sign-in', async (c) => {
    const typed = await typedFields(c)
    const outcome = await attempt(() =>
      signIn(deps.ctx, {
        email: typed.email ?? '',
        password: typed.password ?? '',
        network: clientNetwork(c),
      }),
    )
    if (!outcome.ok) {
      c.status(outcome.status)
      return c.html(<SignInPage typed={typed} errors={outcome.errors} notice="" />)
    }
    giveCookie(c, deps, outcome.value.token)
    return c.redirect(safeNext(typed.next), 303)
  })

  app.post('/desk/sign-out', async (c) => {
    const token = cookieToken(c, deps)
    const session = token ? await findSession(deps.ctx, token, { slide: false }) : null
    if (token && session) {
      checkFormToken((await typedFields(c)).csrf, formToken(deps, session.tokenHash))
      await signOut(actingAs(deps.ctx, session.actor), { token })
    }
    takeCookie(c, deps)
    return c.redirect('/desk/sign-in?ended=1', 303)
  })
}

function SignInPage(props: { typed: Typed; errors: FormErrors; notice: string }) {
  const { typed, errors } = props
  return (
    <Document locale="ru" title={`${words.title} · kense`} bodyClass="plain" skip={panelRu.skip}>
      <main id="main" class="card narrow">
        <Brand href="/" tail={panelRu.desk} />
        <h1>{words.title}</h1>
        {props.notice === '' ? null : <p role="status">{props.notice}</p>}
        <FormError errors={errors} />
        <form method="post" action="/desk/sign-in">
          <input type="hidden" name="next" value={safeNext(typed.next)} />
          <TextField
            name="email"
            label={words.email}
            type="email"
            autocomplete="username"
            typed={typed}
            errors={errors}
            required
            autofocus
          />
          <TextField
            name="password"
            label={words.password}
            type="password"
            autocomplete="current-password"
            typed={typed}
            errors={errors}
            required
          />
          <button type="submit" class="primary wide">
            {words.submit}
          </button>
        </form>
      </main>
    </Document>
  )
}
