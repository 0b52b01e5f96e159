import type { Context } from 'hono'
import type { Child } from 'hono/jsx'
import { type Locale, locales } from '../../src/i18n/locale.ts'
import { Brand, Document } from '../ui/layout.tsx'
import { publicWords } from './locale.ts'

const names: Record<Locale, string> = { ru: 'Рус', kk: 'Қаз', en: 'Eng' }

/** The frame of what clients see: brand, languages, content. */
export function PublicPage(props: {
  locale: Locale
  title: string
  c: Context
  languages?: readonly Locale[]
  children: Child
}) {
  const words = publicWords(props.locale)
  const here = new URL(props.c.req.url)
  const inLanguage = (locale: Locale) => {
    const query = new URLSearchParams(here.search)
    query.set('lang', locale)
    return `${here.pathname}?${query}`
  }
  return (
    <Document
      locale={props.locale}
      title={`${props.title} · ${words.siteTitle}`}
      bodyClass="public"
      skip={words.skip}
    >
      <header class="public-bar">
        <Brand href={`/?lang=${props.locale}`} tail="" />
        <nav aria-label={words.language} class="languages">
          {(props.languages ?? locales).map((locale) => (
            <a
              href={inLanguage(locale)}
              lang={locale}
              hreflang={locale}
              {...(locale === props.locale ? { 'aria-current': 'true' } : {})}
            >
              {names[locale]}
            </a>
          ))}
        </nav>
      </header>
      <main id="main" tabindex={-1}>
        {props.children}
      </main>
    </Document>
  )
}
