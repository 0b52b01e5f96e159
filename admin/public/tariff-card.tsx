import type { Locale } from '../../src/i18n/locale.ts'
import { tariffWords } from '../../src/i18n/tariffs-public.ts'
import { formatDay } from '../../src/i18n/texts.ts'
import { localDate } from '../../src/sla/astana-time.ts'
import type { Offer } from '../../src/tariffs/published-tariffs.ts'
import { formatPercent, formatTenge, isFree } from '../../src/tariffs/tenge.ts'

type Named = { code: string; nameRu: string; nameKk: string }
export type Scopes = { products: Named[]; documentTypes: Named[] }

/** The texts of a tariff exist in Russian and Kazakh; an English reader gets the Russian ones, marked as such. */
function textIn(locale: Locale): 'ru' | 'kk' {
  return locale === 'kk' ? 'kk' : 'ru'
}

/** One tariff as people compare it: price first, then what is in it. */
export function TariffCard(props: {
  offer: Offer
  scopes: Scopes
  locale: Locale
  heading?: 'h1' | 'h2'
}) {
  const { offer, locale } = props
  const words = tariffWords(locale)
  const lang = textIn(locale)
  const Heading = props.heading ?? 'h2'
  return (
    <article class="tariff" lang={lang}>
      <Heading>{lang === 'kk' ? offer.nameKk : offer.nameRu}</Heading>
      <div lang={locale}>
        <Price offer={offer} locale={locale} />
      </div>
      <p class="conditions">{lang === 'kk' ? offer.conditionsKk : offer.conditionsRu}</p>
      <Scope
        title={words.products}
        all={words.allProducts}
        chosen={offer.products}
        known={props.scopes.products}
        locale={locale}
      />
      {offer.documentTypes.length === 0 ? null : (
        <Scope
          title={words.documents}
          all=""
          chosen={offer.documentTypes}
          known={props.scopes.documentTypes}
          locale={locale}
        />
      )}
    </article>
  )
}

function Price(props: { offer: Offer; locale: Locale }) {
  const { offer, locale } = props
  const words = tariffWords(locale)
  if (isFree(offer.priceTenge)) {
    return (
      <p class="price">
        {words.free} <small>{words.forever}</small>
      </p>
    )
  }
  return (
    <>
      <p class="price">
        {formatTenge(offer.promotionPrice ?? offer.priceTenge, locale)}{' '}
        <small>{words.per(offer.periodMonths ?? 1)}</small>
      </p>
      {offer.promotionPrice === null ? null : (
        <p class="former-price">
          {words.instead} <s>{formatTenge(offer.priceTenge, locale)}</s>
        </p>
      )}
      {offer.promotions.map((one) => (
        <p class="badge promo">
          {one.percent === null ? null : words.percent(formatPercent(one.percent, locale))}{' '}
          {one.bonusMonths === 0 ? null : words.bonus(one.bonusMonths)}{' '}
          {one.percent === null && one.bonusMonths === 0 ? words.promotionKinds[one.kind] : null}
        </p>
      ))}
    </>
  )
}

function Scope(props: {
  title: string
  all: string
  chosen: readonly string[]
  known: readonly Named[]
  locale: Locale
}) {
  const lang = textIn(props.locale)
  const names = props.known
    .filter((one) => props.chosen.includes(one.code))
    .map((one) => (lang === 'kk' ? one.nameKk : one.nameRu))
  return (
    <div class="scope">
      <h3 lang={props.locale}>{props.title}</h3>
      <ul>
        {names.length === 0 ? <li lang={props.locale}>{props.all}</li> : null}
        {names.map((name) => (
          <li>{name}</li>
        ))}
      </ul>
    </div>
  )
}

/** What is cheaper or longer now, with its days and conditions (5.3.10, R37). */
export function Promotions(props: { offers: readonly Offer[]; locale: Locale }) {
  const { locale } = props
  const words = tariffWords(locale)
  const lang = textIn(locale)
  const all = new Map(
    props.offers.flatMap((o) => o.promotions.map((one) => [one.id, one] as const)),
  )
  if (all.size === 0) return null
  return (
    <section aria-labelledby="promotions">
      <h2 id="promotions">{words.promotions}</h2>
      <ul class="promotions">
        {[...all.values()].map((one) => (
          <li>
            <h3 lang={lang}>{lang === 'kk' ? one.titleKk : one.titleRu}</h3>
            <p lang={lang}>{lang === 'kk' ? one.conditionsKk : one.conditionsRu}</p>
            <p class="hint">
              {words.promotionKinds[one.kind]}.{' '}
              {words.period(
                formatDay(localDate(one.startsAt), locale),
                // The last day that is still within.
                formatDay(localDate(new Date(one.endsAt.getTime() - 1)), locale),
              )}
            </p>
          </li>
        ))}
      </ul>
    </section>
  )
}
