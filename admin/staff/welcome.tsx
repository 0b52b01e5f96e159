import type { Hono } from 'hono'
import type { StaffRole } from '../../src/context.ts'
import { panelRu } from '../../src/i18n/panel.ru.ts'
import { staffRu } from '../../src/i18n/panel.staff.ru.ts'
import { acceptInvite, findOpenInvite } from '../../src/staff/accept-invite.ts'
import { startSession } from '../../src/staff/sign-in.ts'
import type { AdminDeps } from '../deps.ts'
import { attempt, type FormErrors, type Typed, typedFields } from '../http/forms.ts'
import { giveCookie } from '../http/session.ts'
import { ErrorPage } from '../ui/error-page.tsx'
import { FormError, TextField } from '../ui/field.tsx'
import { Brand, Document } from '../ui/layout.tsx'

const words = panelRu.welcome

/** The one-time link of the banner: opening it uses nothing up, sending the form does. */
export function welcomeRoutes(app: Hono, deps: AdminDeps): void {
  app.get('/desk/welcome/:token', async (c) => {
    const invite = await findOpenInvite(deps.ctx.db, c.req.param('token'), deps.ctx.now())
    if (!invite) return c.html(<InvalidLink />, 404)
    return c.html(
      <WelcomePage token={c.req.param('token')} role={invite.role} typed={{}} errors={{}} />,
    )
  })

  app.post('/desk/welcome/:token', async (c) => {
    const typed = await typedFields(c)
    const token = c.req.param('token')
    const outcome = await attempt(
      () =>
        acceptInvite(deps.ctx, {
          token,
          email: typed.email ?? '',
          name: typed.name ?? '',
          password: typed.password ?? '',
        }),
      { staffEmailTaken: 'email' },
    )
    if (outcome.ok) {
      giveCookie(c, deps, await startSession(deps.ctx, outcome.value))
      return c.redirect('/desk', 303)
    }
    if (outcome.status === 404) return c.html(<InvalidLink />, 404)
    c.status(outcome.status)
    const role = (await findOpenInvite(deps.ctx.db, token, deps.ctx.now()))?.role ?? 'admin'
    return c.html(<WelcomePage token={token} role={role} typed={typed} errors={outcome.errors} />)
  })
}

function InvalidLink() {
  return (
    <ErrorPage
      locale="ru"
      title={words.invalid}
      text={words.invalidText}
      back={{ href: '/desk', text: panelRu.signIn.submit }}
    />
  )
}

function WelcomePage(props: { token: string; role: StaffRole; typed: Typed; errors: FormErrors }) {
  const { typed, errors } = props
  const around = { typed, errors, required: true }
  return (
    <Document
      locale="ru"
      title={`${staffRu.welcomeTitle} · kense`}
      bodyClass="plain"
      skip={panelRu.skip}
    >
      <main id="main" class="card narrow">
        <Brand href="/" tail={panelRu.desk} />
        <h1>{staffRu.welcomeTitle}</h1>
        <p>{staffRu.welcomeIntro(panelRu.roles[props.role])}</p>
        <FormError errors={errors} />
        <form method="post" action={`/desk/welcome/${encodeURIComponent(props.token)}`}>
          <TextField {...around} name="name" label={words.name} autocomplete="name" autofocus />
          <TextField
            {...around}
            name="email"
            label={words.email}
            type="email"
            autocomplete="username"
          />
          <TextField
            {...around}
            name="password"
            label={words.password}
            hint={words.passwordHint}
            type="password"
            autocomplete="new-password"
          />
          <button type="submit" class="primary wide">
            {words.submit}
          </button>
        </form>
      </main>
    </Document>
  )
}
