import { locales } from '../../db/schema/people.ts'

export type Locale = (typeof locales)[number]
export { locales }

/** Our locale for a BCP 47 tag such as `kk-KZ`; null where we have none. */
export function localeFromTag(tag: string | undefined): Locale | null {
  const language = tag?.slice(0, 2).toLowerCase()
  return locales.find((locale) => locale === language) ?? null
}
