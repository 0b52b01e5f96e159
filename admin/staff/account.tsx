import type { Hono } from 'hono'
import { accessRu } from '../../src/i18n/panel.access.ru.ts'
import { panelRu } from '../../src/i18n/panel.ru.ts'
import { staffRu as words } from '../../src/i18n/panel.staff.ru.ts'
import { panelTelegramRu } from '../../src/i18n/panel.telegram.ru.ts'
import { changePassword } from '../../src/staff/change-password.ts'
import { signOutEverywhere } from '../../src/staff/sign-out-everywhere.ts'
import type { AdminDeps, DeskEnv } from '../deps.ts'
import { clientNetwork } from '../http/client-network.ts'
import { attempt, errorText, type FormErrors, typedFields } from '../http/forms.ts'
import { checkFormToken, takeCookie } from '../http/session.ts'
import { DeskPage } from '../ui/desk-page.tsx'
import { Csrf, TextField } from '../ui/field.tsx'

/** One's own account: password and sessions. */
export function accountRoutes(desk: Hono<DeskEnv>, deps: AdminDeps): void {
  desk.get('/account', (c) =>
    c.html(<AccountPage {...c.var} errors={{}} done={c.req.query('done')} />),
  )

  desk.post('/account/password', async (c) => {
    const typed = await typedFields(c)
    checkFormToken(typed.csrf, c.var.csrf)
    const { ctx, session } = c.var
    const outcome = await attempt(
      () =>
        changePassword(ctx, {
          current: typed.current ?? '',
          password: typed.password ?? '',
          tokenHash: session.tokenHash,
          network: clientNetwork(c),
        }),
      { passwordWrong: 'current' },
    )
    if (outcome.ok) return c.redirect('/desk/account?done=password_changed', 303)
    c.status(outcome.status)
    return c.html(<AccountPage {...c.var} errors={outcome.errors} />)
  })

  desk.post('/account/sign-out', async (c) => {
    checkFormToken((await typedFields(c)).csrf, c.var.csrf)
    await signOutEverywhere(c.var.ctx)
    takeCookie(c, deps)
    return c.redirect('/desk/sign-in?ended=1', 303)
  })
}

function AccountPage(
  props: DeskEnv['Variables'] & { errors: FormErrors; done?: string | undefined },
) {
  const { session, csrf, errors } = props
  const around = { typed: {}, errors, type: 'password', required: true }
  return (
    <DeskPage
      title={words.account}
      section="account"
      session={session}
      csrf={csrf}
      done={props.done}
      error={errors.form ? errorText(errors.form) : undefined}
    >
      <main id="main" class="form-page" tabindex={-1}>
        <h1>{words.account}</h1>
        <p class="lead">
          {session.name}, {session.email}, {panelRu.roles[session.actor.role]}
        </p>
        <form method="post" action="/desk/account/password" class="card">
          <h2>{words.password}</h2>
          <Csrf token={csrf} />
          <TextField
            {...around}
            name="current"
            label={words.current}
            autocomplete="current-password"
          />
          <TextField
            {...around}
            name="password"
            label={words.next}
            hint={words.nextHint}
            autocomplete="new-password"
          />
          <button type="submit" class="primary">
            {words.changePassword}
          </button>
        </form>
        <section class="card" aria-labelledby="totp-title">
          <h2 id="totp-title">{accessRu.totp.title}</h2>
          <p class="hint">{session.actor.secondFactor ? accessRu.totp.on : accessRu.totp.needed}</p>
          <a class="button" href="/desk/account/second-factor">
            {session.actor.secondFactor ? accessRu.totp.renew : accessRu.totp.start}
          </a>
        </section>
        <section class="card" aria-labelledby="telegram-title">
          <h2 id="telegram-title">{panelTelegramRu.own.title}</h2>
          <p class="hint">{panelTelegramRu.own.lead}</p>
          <a class="button" href="/desk/account/telegram">
            {panelTelegramRu.own.open}
          </a>
        </section>
        <form method="post" action="/desk/account/sign-out" class="card">
          <h2>{words.everywhere}</h2>
          <p class="hint">{words.everywhereIntro}</p>
          <Csrf token={csrf} />
          <button type="submit">{words.everywhere}</button>
        </form>
      </main>
    </DeskPage>
  )
}
