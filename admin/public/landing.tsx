import type { Hono } from 'hono'
import { incidentTexts } from '../../src/i18n/incidents.ts'
import { tariffWords } from '../../src/i18n/tariffs-public.ts'
import { currentNews } from '../../src/incidents/current-news.ts'
import { titleIn } from '../../src/incidents/words.ts'
import { companyLine, documentLinks, phoneLink } from '../../src/settings/company.ts'
import { currentSettings } from '../../src/settings/current-settings.ts'
import type { AdminDeps } from '../deps.ts'
import { publicLocale, publicWords } from './locale.ts'
import { PublicPage } from './public-page.tsx'

export function landingRoutes(app: Hono, deps: AdminDeps): void {
  app.get('/', async (c) => {
    const locale = publicLocale(c)
    const settings = await currentSettings(deps.ctx.db)
    const phone = phoneLink(settings)
    const words = publicWords(locale).landing
    const { supportAddress, telegramUrl } = deps.config
    const { incidents } = await currentNews(deps.ctx)
    return c.html(
      <PublicPage c={c} locale={locale} title={words.title}>
        {incidents.length === 0 ? null : (
          <p class="urgent-note">
            <strong>{incidentTexts(locale).faults}:</strong>{' '}
            <a href={`/status?lang=${locale}`}>
              {incidents.map((one) => titleIn(one, locale)).join('; ')}
            </a>
          </p>
        )}
        <section class="hero">
          <h1>{words.title}</h1>
          <p class="lead">{words.lead}</p>
          <HelpSearch locale={locale} question="" />
        </section>
        <section aria-labelledby="channels">
          <h2 id="channels">{words.channels}</h2>
          <ul class="channels">
            {telegramUrl ? (
              <li>
                <a href={telegramUrl} rel="noreferrer">
                  <strong>{words.telegram}</strong>
                  <span>{words.telegramText}</span>
                </a>
              </li>
            ) : null}
            <li>
              <a href={`mailto:${supportAddress}`}>
                <strong>{words.email}</strong>
                <span>{supportAddress}</span>
              </a>
            </li>
            <li>
              <a href={phone.href}>
                <strong>{words.phone}</strong>
                <span>{phone.shown}</span>
              </a>
            </li>
          </ul>
          <p class="hint">{words.hours}</p>
        </section>
        <section class="urgent-note" aria-labelledby="urgent">
          <h2 id="urgent">{words.compromise}</h2>
          <p>{words.compromiseText}</p>
        </section>
        <footer class="foot">
          <p>{companyLine(settings, locale)}</p>
          <ul class="foot-links">
            <li>
              <a href={`/tariffs?lang=${locale}`}>{tariffWords(locale).title}</a>
            </li>
            {documentLinks(settings, locale).map(({ label, url }) => (
              <li>
                <a href={url} rel="noreferrer">
                  {label}
                </a>
              </li>
            ))}
            <li>
              <a href="/desk">{words.staff}</a>
            </li>
          </ul>
        </footer>
      </PublicPage>,
    )
  })
}

export function HelpSearch(props: { locale: 'ru' | 'kk' | 'en'; question: string }) {
  const words = publicWords(props.locale).help
  return (
    <search>
      <form class="help-search" method="get" action="/help">
        <label for="question">{words.search}</label>
        <div class="search-line">
          <input
            id="question"
            type="search"
            name="q"
            value={props.question}
            maxlength={300}
            aria-describedby="question-hint"
          />
          <input type="hidden" name="lang" value={props.locale} />
          <button type="submit" class="primary">
            {words.submit}
          </button>
        </div>
        <p class="hint" id="question-hint">
          {words.searchHint}
        </p>
      </form>
    </search>
  )
}
