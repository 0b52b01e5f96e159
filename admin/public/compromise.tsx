import type { Context, Hono } from 'hono'
import { reportByWeb } from '../../src/compromise/report-by-web.ts'
import { actingAs } from '../../src/context.ts'
import { compromiseFormWords } from '../../src/i18n/compromise-form.ts'
import type { Locale } from '../../src/i18n/locale.ts'
import { formatTicketNumber } from '../../src/tickets/ticket-number.ts'
import type { AdminDeps } from '../deps.ts'
import { clientNetwork } from '../http/client-network.ts'
import { attempt, type Typed, typedFields } from '../http/forms.ts'
import { publicLocale } from './locale.ts'
import { PublicPage } from './public-page.tsx'

/** The public form for a compromised key (7.3, R64): no account, day and night. */
export function publicCompromiseRoutes(app: Hono, deps: AdminDeps): void {
  app.get('/compromise', (c) => c.html(<Form c={c} locale={publicLocale(c)} typed={{}} />))

  app.post('/compromise', async (c) => {
    const typed = await typedFields(c)
    const locale = publicLocale(c)
    const words = compromiseFormWords(locale)
    const outcome = await attempt(() =>
      reportByWeb(actingAs(deps.ctx, { kind: 'system', name: 'web-form' }), {
        name: typed.name ?? '',
        email: typed.email ?? '',
        phone: typed.phone ?? '',
        holderName: typed.holderName ?? '',
        number: typed.number ?? '',
        kind: (typed.kind ?? 'key') as 'key',
        serials: (typed.serials ?? '')
          .split(/[,;\s]+/)
          .filter((one) => one !== '')
          .slice(0, 50),
        happened: typed.happened ?? '',
        locale,
        network: clientNetwork(c),
      }),
    )
    if (outcome.ok) {
      const [first] = outcome.value
      const done = words.done(formatTicketNumber(first?.number ?? ''))
      return c.html(<Form c={c} locale={locale} typed={{}} done={done} />)
    }
    c.status(outcome.status)
    const missing = Object.values(outcome.errors).includes('contactMissing')
    const error = missing ? words.contactMissing : words.invalid
    return c.html(<Form c={c} locale={locale} typed={typed} error={error} />)
  })
}

function Form(props: { c: Context; locale: Locale; typed: Typed; done?: string; error?: string }) {
  const { locale, typed } = props
  const words = compromiseFormWords(locale)
  const line = (name: string, label: string, type = 'text') => (
    <div class="field">
      <label for={name}>{label}</label>
      <input id={name} name={name} type={type} value={typed[name] ?? ''} maxlength={300} />
    </div>
  )
  return (
    <PublicPage c={props.c} locale={locale} title={words.title}>
      <h1>{words.title}</h1>
      <p class="lead">{words.lead}</p>
      <p class="alert">{words.first}</p>
      {props.done ? (
        <p class="done" role="status">
          {props.done}
        </p>
      ) : (
        <form method="post" action={`/compromise?lang=${locale}`} class="card">
          {props.error ? (
            <p class="alert" role="alert">
              {props.error}
            </p>
          ) : null}
          <div class="field">
            <label for="kind">{words.kind}</label>
            <select id="kind" name="kind">
              {Object.entries(words.kinds).map(([value, label]) => (
                <option value={value} {...(typed.kind === value ? { selected: true } : {})}>
                  {label}
                </option>
              ))}
            </select>
          </div>
          <div class="field">
            <label for="happened">{words.happened}</label>
            <textarea id="happened" name="happened" rows={4} maxlength={20000}>
              {typed.happened ?? ''}
            </textarea>
          </div>
          {line('number', words.number)}
          {line('holderName', words.holderName)}
          {line('serials', words.serials)}
          {line('name', words.name)}
          {line('email', words.email, 'email')}
          {line('phone', words.phone, 'tel')}
          <p class="hint">{words.contactHint}</p>
          <button type="submit" class="primary">
            {words.submit}
          </button>
        </form>
      )}
    </PublicPage>
  )
}
