import { en } from './en.ts'
import { kk } from './kk.ts'
import type { Locale } from './locale.ts'
import { ru, type Texts } from './ru.ts'

const all: Record<Locale, Texts> = { ru, kk, en }

export function texts(locale: Locale): Texts {
  return all[locale]
}

const tags: Record<Locale, string> = { ru: 'ru-KZ', kk: 'kk-KZ', en: 'en-GB' }
const formats = new Map<Locale, Intl.DateTimeFormat>()

/** A moment for a client: date, time and always the zone, «23 ноября 2026 г., 18:00 (время Астаны)». */
export function formatMoment(at: Date, locale: Locale): string {
  let format = formats.get(locale)
  if (!format) {
    format = new Intl.DateTimeFormat(tags[locale], {
      timeZone: 'Asia/Almaty',
      day: 'numeric',
      month: 'long',
      year: 'numeric',
      hour: '2-digit',
      minute: '2-digit',
      hour12: false,
    })
    formats.set(locale, format)
  }
  return `${format.format(at)} (${texts(locale).astana})`
}

/** A calendar day, YYYY-MM-DD, for a client: «31 декабря 2026 г.». */
export function formatDay(day: string, locale: Locale): string {
  return new Intl.DateTimeFormat(tags[locale], { timeZone: 'UTC', dateStyle: 'long' }).format(
    new Date(`${day}T00:00:00Z`),
  )
}
