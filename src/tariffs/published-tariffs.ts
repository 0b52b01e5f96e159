import type { Database } from '../../db/client.ts'
import { tariff } from '../../db/schema/catalogue.ts'
import { promotion } from '../../db/schema/tariffs.ts'
import { applies, priceUnder } from './promotions.ts'
import type { Promotion } from './save-promotion.ts'
import { toTiyn } from './tenge.ts'
import { type TariffVersion, versionInForce } from './versions.ts'

export type Offer = TariffVersion & {
  /** What the public may know of now, the cheapest price first. */
  promotions: Promotion[]
  /** The lowest price that a promotion makes; null when none lowers it. */
  promotionPrice: string | null
}

/** The version of each tariff in force, cheapest first; what is unpublished or cancelled is not shown (5.1.4, R38). */
export async function publishedTariffs(db: Pick<Database, 'select'>, at: Date): Promise<Offer[]> {
  const versions = await db.select().from(tariff)
  const promotions = (await db.select().from(promotion)).filter((one) => one.published)
  return [...Map.groupBy(versions, (row) => row.code).values()]
    .flatMap((rows) => versionInForce(rows, at) ?? [])
    .filter((row) => row.published && !row.cancelled)
    .toSorted((a, b) => Number(toTiyn(a.priceTenge) - toTiyn(b.priceTenge)))
    .map((row) => withPromotions(row, promotions, at))
}

function withPromotions(row: TariffVersion, all: readonly Promotion[], at: Date): Offer {
  const price = (one: Promotion) => priceUnder(row.priceTenge, one)
  const promotions = all
    .filter((one) => applies(one, row.code, at))
    .toSorted((a, b) => Number(toTiyn(price(a)) - toTiyn(price(b))))
  const [best] = promotions
  const lowest = best ? price(best) : row.priceTenge
  return { ...row, promotions, promotionPrice: lowest === row.priceTenge ? null : lowest }
}
