import { z } from 'zod'
import type { Locale } from '../i18n/locale.ts'

const shape = /^(\d{1,12})(?:[.,](\d{1,2}))?$/

/** Tiyn, the hundredth part: whole numbers, so that no sum is ever rounded by accident. */
export function toTiyn(tenge: string): bigint {
  const [, whole = '0', part = ''] = shape.exec(tenge) ?? []
  return BigInt(whole) * 100n + BigInt(part.padEnd(2, '0'))
}

/** `14900.00`, as the database keeps it. */
export function fromTiyn(tiyn: bigint): string {
  return `${tiyn / 100n}.${String(tiyn % 100n).padStart(2, '0')}`
}

/** A price as people type it: `14 900`, `14900,50`. Read as exact decimals. */
export const Tenge = z
  .string()
  .transform((typed) => typed.replace(/[\s\u00a0\u202f₸]/g, ''))
  .pipe(z.string().regex(shape, 'amountMalformed'))
  .transform((typed) => fromTiyn(toTiyn(typed)))

/** A share of a hundred with at most two decimals, above zero. */
export const Percent = z
  .string()
  .transform((typed) => typed.replace(/[\s%]/g, ''))
  .pipe(z.string().regex(/^\d{1,3}(?:[.,]\d{1,2})?$/, 'percentMalformed'))
  .transform((typed) => fromTiyn(toTiyn(typed)))
  .refine((percent) => toTiyn(percent) > 0n && toTiyn(percent) <= 10_000n, 'percentMalformed')

/** The price with so many per cent off, rounded to the tiyn in the client's favour. */
export function lessPercent(tenge: string, percent: string): string {
  return fromTiyn((toTiyn(tenge) * (10_000n - toTiyn(percent))) / 10_000n)
}

export function isFree(tenge: string): boolean {
  return toTiyn(tenge) === 0n
}

const tags: Record<Locale, string> = { ru: 'ru-KZ', kk: 'kk-KZ', en: 'en-GB' }

/** `14 900 ₸`; tiyn only where there are any. */
export function formatTenge(tenge: string, locale: Locale): string {
  const digits = toTiyn(tenge) % 100n === 0n ? 0 : 2
  return new Intl.NumberFormat(tags[locale], {
    style: 'currency',
    currency: 'KZT',
    currencyDisplay: 'narrowSymbol',
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  }).format(tenge as `${number}`)
}

/** `10`, `7,5`: a share as kept, for the reader. */
export function formatPercent(percent: string, locale: Locale): string {
  return new Intl.NumberFormat(tags[locale], { maximumFractionDigits: 2 }).format(
    percent as `${number}`,
  )
}
