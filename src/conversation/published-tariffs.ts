import { desc, lte } from 'drizzle-orm'
import type { Database } from '../../db/client.ts'
import { tariff } from '../../db/schema/catalogue.ts'

export type PublishedTariff = typeof tariff.$inferSelect

/** The version of each tariff in force, cheapest first; unpublished ones are not shown (R38). */
export async function publishedTariffs(db: Database, at: Date): Promise<PublishedTariff[]> {
  const rows = await db
    .selectDistinctOn([tariff.code])
    .from(tariff)
    .where(lte(tariff.effectiveAt, at))
    .orderBy(tariff.code, desc(tariff.version))
  return rows
    .filter((row) => row.published)
    .toSorted((a, b) => Number(a.priceTenge) - Number(b.priceTenge))
}
