import type { Context, Hono } from 'hono'
import { actingAs } from '../../src/context.ts'
import type { Locale } from '../../src/i18n/locale.ts'
import { tariffWords } from '../../src/i18n/tariffs-public.ts'
import { companyLine, documentLinks, phoneLink } from '../../src/settings/company.ts'
import { currentSettings } from '../../src/settings/current-settings.ts'
import type { Settings } from '../../src/settings/settings.ts'
import { chooseTariff } from '../../src/tariffs/choose-tariff.ts'
import { type Offer, publishedTariffs } from '../../src/tariffs/published-tariffs.ts'
import { tariffScopes } from '../../src/tariffs/queries.ts'
import { formatTicketNumber } from '../../src/tickets/ticket-number.ts'
import type { AdminDeps } from '../deps.ts'
import { attempt, type Typed, typedFields } from '../http/forms.ts'
import { publicLocale } from './locale.ts'
import { PublicPage } from './public-page.tsx'
import { Promotions, type Scopes, TariffCard } from './tariff-card.tsx'

/** The published tariffs (definition 23, 5.1.4); choosing one opens a ticket about billing (R38). */
export function publicTariffRoutes(app: Hono, deps: AdminDeps): void {
  const { ctx, config } = deps
  const load = async () => ({
    offers: await publishedTariffs(ctx.db, ctx.now()),
    scopes: await tariffScopes(ctx.db),
    settings: await currentSettings(ctx.db),
  })

  app.get('/tariffs', async (c) =>
    c.html(<ListPage c={c} locale={publicLocale(c)} {...(await load())} />),
  )

  app.get('/tariffs/:code', async (c) => {
    const locale = publicLocale(c)
    const loaded = await load()
    const offer = loaded.offers.find((one) => one.code === c.req.param('code'))
    if (!offer) {
      c.status(404)
      return c.html(<ListPage c={c} locale={locale} {...loaded} gone />)
    }
    const telegram = telegramLink(config.telegramUrl, offer.code)
    return c.html(
      <ChoicePage c={c} locale={locale} offer={offer} {...loaded} telegram={telegram} typed={{}} />,
    )
  })

  app.post('/tariffs/:code', async (c) => {
    const locale = publicLocale(c)
    const typed = await typedFields(c)
    const code = c.req.param('code')
    const outcome = await attempt(() =>
      chooseTariff(actingAs(ctx, { kind: 'system', name: 'web-form' }), {
        code,
        locale,
        name: typed.name ?? '',
        organisation: typed.organisation ?? '',
        number: typed.number ?? '',
        email: typed.email ?? '',
        phone: typed.phone ?? '',
        wish: typed.wish ?? '',
      }),
    )
    const loaded = await load()
    const offer = loaded.offers.find((one) => one.code === code)
    if (!offer) {
      c.status(404)
      return c.html(<ListPage c={c} locale={locale} {...loaded} gone />)
    }
    const around = { c, locale, offer, ...loaded, telegram: null }
    const words = tariffWords(locale)
    if (outcome.ok) {
      const done = words.done(formatTicketNumber(outcome.value.number))
      return c.html(<ChoicePage {...around} typed={{}} done={done} />)
    }
    c.status(outcome.status)
    const missing = Object.values(outcome.errors).includes('contactMissing')
    const error = missing ? words.contactMissing : words.invalid
    return c.html(<ChoicePage {...around} typed={typed} error={error} />)
  })
}

function telegramLink(botUrl: string | undefined, code: string): string | null {
  return botUrl === undefined ? null : `${botUrl}?start=tariff_${code}`
}

type Loaded = { offers: Offer[]; scopes: Scopes; settings: Settings }

function ListPage(props: { c: Context; locale: Locale; gone?: boolean } & Loaded) {
  const { locale, offers, settings } = props
  const words = tariffWords(locale)
  return (
    <PublicPage c={props.c} locale={locale} title={words.title}>
      <div class="hero">
        <h1>{words.title}</h1>
        <p class="lead">{words.lead}</p>
      </div>
      {props.gone ? (
        <p class="alert" role="status">
          {words.gone}
        </p>
      ) : null}
      {offers.length === 0 ? <p>{words.none}</p> : null}
      <ul class="tariffs">
        {offers.map((offer) => (
          <li>
            <TariffCard offer={offer} scopes={props.scopes} locale={locale} />
            <a
              class="button primary"
              href={`/tariffs/${offer.code}?lang=${locale}`}
              aria-label={words.chooseNamed(locale === 'kk' ? offer.nameKk : offer.nameRu)}
            >
              {words.choose}
            </a>
          </li>
        ))}
      </ul>
      <Promotions offers={offers} locale={locale} />
      <section aria-labelledby="steps">
        <h2 id="steps">{words.steps}</h2>
        <ol class="steps">
          {words.stepList.map((step) => (
            <li>{step}</li>
          ))}
        </ol>
        <p class="hint">{words.keep}</p>
      </section>
      <Foot locale={locale} settings={settings} />
    </PublicPage>
  )
}

function Foot(props: { locale: Locale; settings: Settings }) {
  const phone = phoneLink(props.settings)
  return (
    <footer class="foot">
      <p>
        {companyLine(props.settings, props.locale)} · <a href={phone.href}>{phone.shown}</a>
      </p>
      <ul class="foot-links" aria-label={tariffWords(props.locale).documentsLine}>
        {documentLinks(props.settings, props.locale).map(({ label, url }) => (
          <li>
            <a href={url} rel="noreferrer">
              {label}
            </a>
          </li>
        ))}
      </ul>
    </footer>
  )
}

function ChoicePage(
  props: {
    c: Context
    locale: Locale
    offer: Offer
    telegram: string | null
    typed: Typed
    done?: string
    error?: string
  } & Loaded,
) {
  const { locale, offer, typed } = props
  const words = tariffWords(locale)
  const line = (name: keyof typeof words.fields, type = 'text', autocomplete = 'off') => (
    <div class="field">
      <label for={name}>{words.fields[name]}</label>
      <input
        id={name}
        name={name}
        type={type}
        value={typed[name] ?? ''}
        maxlength={300}
        autocomplete={autocomplete}
      />
    </div>
  )
  const name = locale === 'kk' ? offer.nameKk : offer.nameRu
  return (
    <PublicPage c={props.c} locale={locale} title={`${words.title}: ${name}`}>
      <p class="back">
        <a href={`/tariffs?lang=${locale}`}>{words.back}</a>
      </p>
      <div class="tariffs one">
        <TariffCard offer={offer} scopes={props.scopes} locale={locale} heading="h1" />
      </div>
      {props.done ? (
        <p class="done" role="status">
          {props.done}
        </p>
      ) : (
        <form method="post" action={`/tariffs/${offer.code}?lang=${locale}`} class="card">
          <h2>{words.form}</h2>
          {props.error ? (
            <p class="alert" role="alert">
              {props.error}
            </p>
          ) : null}
          {props.telegram ? (
            <p class="telegram-choice">
              {words.formLead}{' '}
              <a class="button" href={props.telegram} rel="noreferrer">
                {words.telegram}
              </a>
            </p>
          ) : null}
          <div class="pair">
            {line('email', 'email', 'email')}
            {line('phone', 'tel', 'tel')}
          </div>
          <p class="hint">{words.contactHint}</p>
          <div class="pair">
            {line('name', 'text', 'name')}
            {line('organisation', 'text', 'organization')}
          </div>
          {line('number')}
          <div class="field">
            <label for="wish">{words.fields.wish}</label>
            <textarea id="wish" name="wish" rows={3} maxlength={5000}>
              {typed.wish ?? ''}
            </textarea>
          </div>
          <button type="submit" class="primary">
            {words.submit}
          </button>
        </form>
      )}
      <Foot locale={locale} settings={props.settings} />
    </PublicPage>
  )
}
