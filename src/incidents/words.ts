import type { Locale } from '../i18n/locale.ts'

/** One text in the three languages, under the names of its columns. */
type TextColumns = { textRu: string; textKk: string; textEn: string }
type TitleColumns = { titleRu: string; titleKk: string; titleEn: string }

/** What was not translated is said in Russian. */
export function textIn(row: TextColumns, locale: Locale): string {
  return { ru: row.textRu, kk: row.textKk, en: row.textEn }[locale] || row.textRu
}

export function titleIn(row: TitleColumns, locale: Locale): string {
  return { ru: row.titleRu, kk: row.titleKk, en: row.titleEn }[locale] || row.titleRu
}

/** Subject and text for a broadcast, in every language. */
export function broadcastWords(titles: TitleColumns, texts: TextColumns) {
  const of = (locale: Locale) => ({
    subject: titleIn(titles, locale),
    text: textIn(texts, locale),
  })
  return { ru: of('ru'), kk: of('kk'), en: of('en') }
}

/** Works on certain products are no news for a request about another one. */
export function concerns(works: { products: readonly string[] }, product: string): boolean {
  return works.products.length === 0 || works.products.includes(product)
}
