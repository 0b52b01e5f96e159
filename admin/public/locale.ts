import type { Context } from 'hono'
import { type Locale, localeFromTag } from '../../src/i18n/locale.ts'
import { publicEn } from '../../src/i18n/panel.public.en.ts'
import { publicKk } from '../../src/i18n/panel.public.kk.ts'
import { type PublicWords, publicRu } from '../../src/i18n/panel.public.ru.ts'

const catalogues: Record<Locale, PublicWords> = { ru: publicRu, kk: publicKk, en: publicEn }

export function publicWords(locale: Locale): PublicWords {
  return catalogues[locale]
}

/** The language asked for in the address, else the browser's first one that we have, else Russian. */
export function publicLocale(c: Context, fallback: Locale = 'ru'): Locale {
  const asked = localeFromTag(c.req.query('lang'))
  if (asked) return asked
  for (const tag of (c.req.header('accept-language') ?? '').split(',')) {
    const locale = localeFromTag(tag.trim())
    if (locale) return locale
  }
  return fallback
}
