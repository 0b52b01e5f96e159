import type { Hono } from 'hono'
import type { StaffRole } from '../../src/context.ts'
import { accessRu } from '../../src/i18n/panel.access.ru.ts'
import { panelRu } from '../../src/i18n/panel.ru.ts'
import { staffRu as words } from '../../src/i18n/panel.staff.ru.ts'
import { mayDo, requireRight } from '../../src/rights.ts'
import { changeStaff } from '../../src/staff/change-staff.ts'
import { inviteStaff } from '../../src/staff/invite-staff.ts'
import { type Account, listAccounts } from '../../src/staff/queries.ts'
import { resetTotp } from '../../src/staff/reset-totp.ts'
import type { AdminDeps, DeskEnv } from '../deps.ts'
import { attempt, errorText, typedFields } from '../http/forms.ts'
import { checkFormToken } from '../http/session.ts'
import { DeskPage } from '../ui/desk-page.tsx'
import { Csrf, SelectField } from '../ui/field.tsx'

/** Who may sign in, and as what; for administrators only. */
export function staffRoutes(desk: Hono<DeskEnv>, deps: AdminDeps): void {
  desk.get('/staff', async (c) => {
    requireRight(c.var.ctx, 'staff.manage')
    const accounts = await listAccounts(c.var.ctx.db)
    return c.html(<StaffPage {...c.var} accounts={accounts} done={c.req.query('done')} />)
  })

  desk.post('/staff/invite', async (c) => {
    const typed = await typedFields(c)
    checkFormToken(typed.csrf, c.var.csrf)
    const { ctx } = c.var
    const outcome = await attempt(() => inviteStaff(ctx, { role: typed.role as StaffRole }))
    const accounts = outcome.ok || outcome.status !== 403 ? await listAccounts(ctx.db) : []
    if (!outcome.ok) c.status(outcome.status)
    return c.html(
      <StaffPage
        {...c.var}
        accounts={accounts}
        {...(outcome.ok
          ? { link: `${deps.config.publicUrl}/desk/welcome/${outcome.value.token}` }
          : { error: errorText(Object.values(outcome.errors)[0] ?? 'invalid') })}
      />,
    )
  })

  desk.post('/staff/:id/reset-totp', async (c) => {
    checkFormToken((await typedFields(c)).csrf, c.var.csrf)
    const { ctx } = c.var
    const outcome = await attempt(() => resetTotp(ctx, { staffId: c.req.param('id') }))
    if (outcome.ok) return c.redirect('/desk/staff?done=totp_reset', 303)
    c.status(outcome.status)
    const accounts = mayDo(c.var.session.actor.role, 'staff.manage')
      ? await listAccounts(ctx.db)
      : []
    const error = errorText(Object.values(outcome.errors)[0] ?? 'invalid')
    return c.html(<StaffPage {...c.var} accounts={accounts} error={error} />)
  })

  desk.post('/staff/:id', async (c) => {
    const typed = await typedFields(c)
    checkFormToken(typed.csrf, c.var.csrf)
    const { ctx } = c.var
    const outcome = await attempt(() =>
      changeStaff(ctx, {
        staffId: c.req.param('id'),
        role: typed.role as StaffRole,
        disabled: typed.disabled === 'yes',
      }),
    )
    if (outcome.ok) return c.redirect('/desk/staff?done=staff_changed', 303)
    c.status(outcome.status)
    const accounts = outcome.status === 403 ? [] : await listAccounts(ctx.db)
    const error = errorText(Object.values(outcome.errors)[0] ?? 'invalid')
    return c.html(<StaffPage {...c.var} accounts={accounts} error={error} />)
  })
}

type Props = DeskEnv['Variables'] & {
  accounts: Account[]
  link?: string
  error?: string
  done?: string | undefined
}

function StaffPage(props: Props) {
  return (
    <DeskPage
      title={words.title}
      section="staff"
      session={props.session}
      csrf={props.csrf}
      done={props.done}
      error={props.error}
    >
      <main id="main" class="form-page" tabindex={-1}>
        <h1>{words.title}</h1>
        {props.link ? (
          <p class="done" role="status">
            {words.link}: <code class="invite-link">{props.link}</code> {words.linkOnce}
          </p>
        ) : null}
        <section class="card" aria-labelledby="accounts">
          <h2 id="accounts">{words.list}</h2>
          <ul class="accounts">
            {props.accounts.map((account) => (
              <Row account={account} {...props} />
            ))}
          </ul>
        </section>
        <form method="post" action="/desk/staff/invite" class="card">
          <h2>{words.invite}</h2>
          <p class="hint">{words.inviteIntro}</p>
          <Csrf token={props.csrf} />
          <SelectField
            name="role"
            label={words.role}
            options={Object.entries(panelRu.roles)}
            typed={{}}
            errors={{}}
          />
          <button type="submit" class="primary">
            {words.makeLink}
          </button>
        </form>
      </main>
    </DeskPage>
  )
}

function Row(props: Props & { account: Account }) {
  const { account } = props
  const { id, name, email, role, disabledAt } = account
  const me = id === props.session.actor.staffId
  return (
    <li>
      <p>
        <strong>{name}</strong> <span class="hint">{email}</span>
      </p>
      {me ? (
        <p>
          {panelRu.roles[role]}, {words.you}
        </p>
      ) : (
        <form method="post" action={`/desk/staff/${id}`} class="assign">
          <Csrf token={props.csrf} />
          <select name="role" aria-label={`${words.role}: ${name}`}>
            {Object.entries(panelRu.roles).map(([value, label]) => (
              <option value={value} {...(value === role ? { selected: true } : {})}>
                {label}
              </option>
            ))}
          </select>
          <select name="disabled" aria-label={`${words.state}: ${name}`}>
            <option value="no">{words.active}</option>
            <option value="yes" {...(disabledAt === null ? {} : { selected: true })}>
              {words.disabled}
            </option>
          </select>
          <button type="submit" aria-label={`${words.save}: ${name}`}>
            {words.save}
          </button>
        </form>
      )}
      {!me && account.hasTotp ? (
        <form method="post" action={`/desk/staff/${id}/reset-totp`}>
          <Csrf token={props.csrf} />
          <button type="submit" class="small">
            {accessRu.totp.reset}
            <span class="unseen"> {name}</span>
          </button>
        </form>
      ) : null}
    </li>
  )
}
