import type { Context, Hono } from 'hono'
import { actingAs } from '../../src/context.ts'
import { DomainError } from '../../src/errors.ts'
import { statusTexts } from '../../src/i18n/status.ts'
import { askSubscription } from '../../src/incidents/ask-subscription.ts'
import { setSubscription } from '../../src/incidents/set-subscription.ts'
import { type Subscription, subscriptionById } from '../../src/incidents/subscribers.ts'
import { readSubscriptionToken } from '../../src/incidents/subscription-token.ts'
import type { AdminDeps } from '../deps.ts'
import { attempt, typedFields } from '../http/forms.ts'
import { ErrorPage } from '../ui/error-page.tsx'
import { publicLocale, publicWords } from './locale.ts'
import { PublicPage } from './public-page.tsx'

const path = '/status/subscription/:token'

/**
 * RFC 8058: a mail provider ends a subscription by one request of its own, without cookie or origin. Mounted
 * before the check of origins: the signature in the address is what speaks for it.
 */
export function oneClickRoute(app: Hono, deps: AdminDeps): void {
  app.post(path, async (c, next) => {
    const typed = await typedFields(c)
    if (typed['List-Unsubscribe'] !== 'One-Click') return next()
    const row = await find(c, deps)
    if (!row) return c.text('unknown', 404)
    await setSubscription(system(deps), { subscriptionId: row.id, wanted: false })
    return c.text('ok')
  })
}

/** Word of works and faults by mail (R79): asked for here, confirmed and ended by a signed link. */
export function subscriptionRoutes(app: Hono, deps: AdminDeps): void {
  app.post('/status/subscribe', async (c) => {
    const locale = publicLocale(c)
    const t = statusTexts(locale)
    const typed = await typedFields(c)
    const outcome = await attempt(() =>
      askSubscription(system(deps), { email: (typed.email ?? '').trim(), locale }),
    )
    const braked = !outcome.ok && outcome.status === 429
    c.status(outcome.ok ? 200 : outcome.status)
    return c.html(
      <PublicPage c={c} locale={locale} title={t.subscribe} languages={[]}>
        <h1>{t.subscribe}</h1>
        <p class={outcome.ok ? 'done' : 'alert'} role={outcome.ok ? 'status' : 'alert'}>
          {outcome.ok ? t.subscribeSent : braked ? t.subscribeBraked : t.emailWrong}
        </p>
        <p>
          <a href={`/status?lang=${locale}`}>{t.title}</a>
        </p>
      </PublicPage>,
    )
  })

  app.get(path, async (c) => {
    const row = await find(c, deps)
    return row ? c.html(<Choice c={c} row={row} />) : invalidLink(c)
  })

  app.post(path, async (c) => {
    const row = await find(c, deps)
    if (!row) return invalidLink(c)
    const { wanted } = await typedFields(c)
    if (wanted !== 'on' && wanted !== 'off') throw new DomainError('invalid', 'invalid')
    await setSubscription(system(deps), { subscriptionId: row.id, wanted: wanted === 'on' })
    const lang = c.req.query('lang')
    return c.redirect(`${c.req.path}${lang ? `?lang=${lang}` : ''}`, 303)
  })
}

function system(deps: AdminDeps) {
  return actingAs(deps.ctx, { kind: 'system', name: 'status-page' })
}

async function find(c: Context, deps: AdminDeps): Promise<Subscription | null> {
  const id = readSubscriptionToken(c.req.param('token') ?? '', deps.config.secretKey)
  return id === null ? null : subscriptionById(deps.ctx.db, id)
}

function Choice({ c, row }: { c: Context; row: Subscription }) {
  const locale = publicLocale(c, row.locale)
  const t = statusTexts(locale)
  const on = row.confirmedAt !== null && row.endedAt === null
  const said = on ? t.pageOn : row.endedAt === null ? t.pageAsk : t.pageOff
  const button = (wanted: 'on' | 'off', label: string, main: boolean) => (
    <button type="submit" name="wanted" value={wanted} class={main ? 'primary' : ''}>
      {label}
    </button>
  )
  return (
    <PublicPage c={c} locale={locale} title={t.subscribe}>
      <h1>{t.subscribe}</h1>
      <p class="lead" role="status">
        {said}
      </p>
      <form method="post" action={`${c.req.path}?lang=${locale}`} class="card">
        {on ? button('off', t.turnOff, false) : button('on', t.turnOn, true)}
      </form>
      <p>
        <a href={`/status?lang=${locale}`}>{t.title}</a>
      </p>
    </PublicPage>
  )
}

function invalidLink(c: Context) {
  const locale = publicLocale(c)
  const words = publicWords(locale)
  c.status(404)
  return c.html(
    <ErrorPage
      locale={locale}
      title={statusTexts(locale).linkInvalid}
      text={words.rate.invalidText}
      back={{ href: `/status?lang=${locale}`, text: statusTexts(locale).title }}
    />,
  )
}
