import type { Context, Hono } from 'hono'
import { raw } from 'hono/html'
import { renderSVG } from 'uqr'
import { accessRu } from '../../src/i18n/panel.access.ru.ts'
import { confirmTotp } from '../../src/staff/confirm-totp.ts'
import { renewRecovery } from '../../src/staff/renew-recovery.ts'
import { startTotp } from '../../src/staff/start-totp.ts'
import { totpUri } from '../../src/staff/totp.ts'
import { type TotpState, totpState } from '../../src/staff/totp-state.ts'
import type { DeskEnv } from '../deps.ts'
import { clientNetwork } from '../http/client-network.ts'
import { attempt, errorText, type FormErrors, typedFields } from '../http/forms.ts'
import { checkFormToken } from '../http/session.ts'
import { DeskPage } from '../ui/desk-page.tsx'
import { Csrf, TextField } from '../ui/field.tsx'

const words = accessRu.totp

/** One's own second factor: switched on with the password, a picture and a first code. */
export function totpRoutes(desk: Hono<DeskEnv>): void {
  desk.get('/account/second-factor', async (c) => c.html(await page(c, {})))

  desk.post('/account/second-factor', async (c) => {
    const typed = await typedFields(c)
    checkFormToken(typed.csrf, c.var.csrf)
    const { ctx, session } = c.var
    const outcome = await attempt<string[] | undefined>(
      async () => {
        if (typed.verb === 'renew') return renewRecovery(ctx)
        const { tokenHash } = session
        if (typed.verb === 'confirm') return confirmTotp(ctx, { code: typed.code ?? '', tokenHash })
        const password = typed.password ?? ''
        await startTotp(ctx, { password, network: clientNetwork(c) })
        return undefined
      },
      { passwordWrong: 'password', codeWrong: 'code' },
    )
    if (!outcome.ok) c.status(outcome.status)
    if (outcome.ok && !outcome.value) return c.redirect('/desk/account/second-factor', 303)
    return c.html(
      await page(c, outcome.ok ? { codes: outcome.value ?? [] } : { errors: outcome.errors }),
    )
  })
}

async function page(c: Context<DeskEnv>, told: { errors?: FormErrors; codes?: string[] }) {
  const { ctx, session, csrf } = c.var
  const { errors = {}, codes } = told
  const state = await totpState(ctx, session.actor.staffId)
  return (
    <DeskPage
      title={words.title}
      section="account"
      session={session}
      csrf={csrf}
      error={errors.form ? errorText(errors.form) : undefined}
    >
      <main id="main" class="form-page" tabindex={-1}>
        <h1>{words.title}</h1>
        <p class="lead">{words.needed}</p>
        {codes ? (
          <section class="card" aria-labelledby="codes-title">
            <h2 id="codes-title">{words.codes}</h2>
            <p class="done" role="status">
              {words.codesOnce}
            </p>
            <ol class="codes">
              {codes.map((code) => (
                <li>
                  <code>{code}</code>
                </li>
              ))}
            </ol>
          </section>
        ) : null}
        <form method="post" action="/desk/account/second-factor" class="card">
          <Csrf token={csrf} />
          <Step state={state} account={session.email} errors={errors} />
        </form>
      </main>
    </DeskPage>
  )
}

function Step(props: { state: TotpState; account: string; errors: FormErrors }) {
  const { state, errors } = props
  const around = { typed: {}, errors, required: true }
  switch (state.state) {
    case 'off':
      return (
        <>
          <TextField
            {...around}
            name="password"
            label={words.password}
            type="password"
            autocomplete="current-password"
          />
          <button type="submit" name="verb" value="start" class="primary">
            {words.start}
          </button>
        </>
      )
    case 'started':
      return (
        <>
          <p>{words.scan}</p>
          <p class="qr" role="img" aria-label={words.picture}>
            {raw(renderSVG(totpUri(state.secret, props.account), { border: 4 }))}
          </p>
          <p>
            {words.secret}: <code class="invite-link">{state.secret}</code>
          </p>
          <TextField
            {...around}
            name="code"
            label={words.code}
            inputmode="numeric"
            autocomplete="one-time-code"
            autofocus
          />
          <button type="submit" name="verb" value="confirm" class="primary">
            {words.confirm}
          </button>
        </>
      )
    case 'on':
      return (
        <>
          <p>
            {words.on} {words.left(state.recoveryLeft)}
          </p>
          <button type="submit" name="verb" value="renew">
            {words.renew}
          </button>
        </>
      )
  }
}
