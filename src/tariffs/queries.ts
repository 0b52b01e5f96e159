import { asc } from 'drizzle-orm'
import type { Database } from '../../db/client.ts'
import { documentType, product } from '../../db/schema/catalogue.ts'

type Reader = Pick<Database, 'select'>

/** What a tariff may be limited to, each in its order. */
export async function tariffScopes(db: Reader) {
  return {
    products: await db.select().from(product).orderBy(asc(product.position)),
    documentTypes: await db.select().from(documentType).orderBy(asc(documentType.position)),
  }
}
