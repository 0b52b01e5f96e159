import type { Promotion } from './save-promotion.ts'
import { lessPercent } from './tenge.ts'

type Applicable = Pick<
  Promotion,
  'tariffCodes' | 'startsAt' | 'endsAt' | 'published' | 'withdrawnAt' | 'percent' | 'bonusMonths'
>

/** True while the promotion may be used for a tariff. */
export function applies(one: Applicable, tariffCode: string, at: Date): boolean {
  return (
    one.withdrawnAt === null &&
    one.startsAt <= at &&
    at < one.endsAt &&
    (one.tariffCodes.length === 0 || one.tariffCodes.includes(tariffCode))
  )
}

/** What a period costs under a promotion. */
export function priceUnder(priceTenge: string, one: Pick<Promotion, 'percent'> | null): string {
  return one === null || one.percent === null ? priceTenge : lessPercent(priceTenge, one.percent)
}
