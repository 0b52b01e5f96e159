import type { Hono } from 'hono'
import { incidentTexts } from '../../src/i18n/incidents.ts'
import type { Locale } from '../../src/i18n/locale.ts'
import { statusTexts } from '../../src/i18n/status.ts'
import { formatMoment } from '../../src/i18n/texts.ts'
import {
  type Announcement,
  type PublicIncident,
  productNamesIn,
  type StatusBoard,
  statusBoard,
} from '../../src/incidents/queries.ts'
import { announcementWords, statusFeed } from '../../src/incidents/status-feed.ts'
import { textIn, titleIn } from '../../src/incidents/words.ts'
import type { AdminDeps } from '../deps.ts'
import { publicLocale } from './locale.ts'
import { PublicPage } from './public-page.tsx'

/** What works, what does not, and what is planned; as a page and as a feed. */
export function statusRoutes(app: Hono, deps: AdminDeps): void {
  app.get('/status.atom', async (c) => {
    const now = deps.ctx.now()
    const board = await statusBoard(deps.ctx.db, now)
    const { publicUrl } = deps.config
    return c.body(statusFeed(board, { locale: publicLocale(c), publicUrl, now }), 200, {
      'Content-Type': 'application/atom+xml; charset=utf-8',
    })
  })

  app.get('/status', async (c) => {
    const locale = publicLocale(c)
    const t = statusTexts(locale)
    const board = await statusBoard(deps.ctx.db, deps.ctx.now())
    const names = await productNamesIn(deps.ctx.db, locale)
    return c.html(
      <PublicPage c={c} locale={locale} title={t.title}>
        <h1>{t.title}</h1>
        {board.now.length + board.faults.length === 0 ? <p class="done">{t.allWell}</p> : null}
        <Faults list={board.faults} locale={locale} />
        <Part title={t.now} list={board.now} locale={locale} names={names} live />
        <Part title={t.coming} list={board.coming} locale={locale} names={names} />
        <section aria-labelledby="past">
          <h2 id="past">{t.past}</h2>
          {board.past.length + board.pastFaults.length === 0 ? <p>{t.noPast}</p> : null}
          {history(board).map((one) =>
            'updates' in one ? (
              <Fault one={one} locale={locale} />
            ) : (
              <Notice one={one} locale={locale} names={names} />
            ),
          )}
        </section>
        <form method="post" action={`/status/subscribe?lang=${locale}`} class="card">
          <h2>{t.subscribe}</h2>
          <p class="hint" id="subscribe-hint">
            {t.subscribeHint}
          </p>
          <label for="email">{t.email}</label>
          <div class="search-line wraps">
            <input
              id="email"
              name="email"
              type="email"
              autocomplete="email"
              maxlength={200}
              required
              aria-describedby="subscribe-hint"
            />
            <button type="submit">{t.subscribeSend}</button>
          </div>
        </form>
        <p>
          <a href={`/status.atom?lang=${locale}`}>{t.feed}</a> ·{' '}
          <a href={`/?lang=${locale}`}>{t.report}</a>
        </p>
      </PublicPage>,
    )
  })
}

/** Works and faults that are over, the newest first. */
function history({ past, pastFaults }: StatusBoard): (Announcement | PublicIncident)[] {
  const over = (one: Announcement | PublicIncident) =>
    ('updates' in one ? one.endedAt : one.endsAt)?.getTime() ?? 0
  return [...past, ...pastFaults].toSorted((a, b) => over(b) - over(a))
}

function Faults({ list, locale }: { list: PublicIncident[]; locale: Locale }) {
  if (list.length === 0) return null
  return (
    <section aria-labelledby="faults" class="urgent-note">
      <h2 id="faults">{incidentTexts(locale).faults}</h2>
      {list.map((one) => (
        <Fault one={one} locale={locale} />
      ))}
    </section>
  )
}

function Fault({ one, locale }: { one: PublicIncident; locale: Locale }) {
  const t = incidentTexts(locale)
  const when = (at: Date) => formatMoment(at, locale)
  return (
    <article id={`i-${one.id}`} class="status-notice">
      <h3>{titleIn(one, locale)}</h3>
      <p class="hint">
        {t.kind}, {t.since(when(one.startedAt))}
        {one.endedAt === null ? '' : `, ${t.solvedAt(when(one.endedAt))}`}
      </p>
      <ol class="fault-updates" aria-label={t.updates}>
        {one.updates.map((update) => (
          <li>
            <strong>{t.stages[update.stage]}</strong>{' '}
            <small class="hint">{when(update.publishedAt)}</small>
            <p>{textIn(update, locale)}</p>
          </li>
        ))}
      </ol>
    </article>
  )
}

function Part(props: {
  title: string
  list: Announcement[]
  locale: Locale
  names: Map<string, string>
  live?: boolean
}) {
  if (props.list.length === 0) return null
  const id = props.live ? 'now' : 'coming'
  return (
    <section aria-labelledby={id} class={props.live ? 'urgent-note' : ''}>
      <h2 id={id}>{props.title}</h2>
      {props.list.map((one) => (
        <Notice one={one} locale={props.locale} names={props.names} />
      ))}
    </section>
  )
}

function Notice(props: { one: Announcement; locale: Locale; names: Map<string, string> }) {
  const { one, locale } = props
  const t = statusTexts(locale)
  const { title, text, lang } = announcementWords(one, locale)
  return (
    <article id={`a-${one.id}`} class="status-notice">
      <h3 lang={lang}>{title}</h3>
      <p class="hint">
        {t.kinds[one.kind]}: {t.from(formatMoment(one.startsAt, locale))},{' '}
        {one.endsAt === null ? t.endUnknown : t.until(formatMoment(one.endsAt, locale))}
        {one.products.map((code) => (
          <span lang={locale === 'kk' ? 'kk' : 'ru'}> · {props.names.get(code) ?? code}</span>
        ))}
      </p>
      {text.split(/\n{2,}/).map((part) => (
        <p lang={lang}>{part}</p>
      ))}
    </article>
  )
}
