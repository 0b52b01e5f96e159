import { v7 as uuidv7 } from 'uuid'
import type { Database } from '../db/client.ts'
import {
  documentType,
  faqAlias,
  faqArticle,
  glossaryTerm,
  product,
  slaPolicy,
  tariff,
  workCalendar,
} from '../db/schema/catalogue.ts'
import documentTypes from '../db/seed/document-types.json' with { type: 'json' }
import glossary from '../db/seed/glossary.json' with { type: 'json' }
import products from '../db/seed/products.json' with { type: 'json' }
import tariffs from '../db/seed/tariffs.json' with { type: 'json' }
import { loadSeedFaq } from './faq/seed.ts'
import { regulationPolicy } from './sla/policy.ts'
import { seedCalendar } from './sla/seed-calendar.ts'

const glossaryLock = 7_708_707_278

/** Fills what a first start needs. Each table is filled only while it is empty: staff edits are never touched. */
export async function seedDatabase(db: Database, now: Date): Promise<void> {
  await db.transaction(async (tx) => {
    await tx.execute(`select pg_advisory_xact_lock(${glossaryLock})`)
    const empty = async (table: Parameters<typeof tx.$count>[0]) => (await tx.$count(table)) === 0
    if (await empty(workCalendar)) {
      await tx.insert(workCalendar).values({ version: 1, calendar: seedCalendar(), createdAt: now })
    }
    if (await empty(slaPolicy)) {
      await tx.insert(slaPolicy).values({ version: 1, policy: regulationPolicy, createdAt: now })
    }
    if (await empty(faqArticle)) {
      const { documents } = loadSeedFaq()
      await tx.insert(faqArticle).values(
        documents.map(({ aliases: _, ...document }, position) => ({
          ...document,
          position,
          published: true,
          updatedAt: now,
        })),
      )
      const aliases = documents.flatMap(({ slug, aliases: texts }) =>
        [...new Set(texts)].map((text) => ({ id: uuidv7(), slug, text, createdAt: now })),
      )
      for (let at = 0; at < aliases.length; at += 1000) {
        await tx.insert(faqAlias).values(aliases.slice(at, at + 1000))
      }
    }
    if (await empty(product)) {
      await tx.insert(product).values(products.map((row, position) => ({ ...row, position })))
    }
    if (await empty(documentType)) {
      await tx
        .insert(documentType)
        .values(documentTypes.map((row, position) => ({ ...row, position })))
    }
    if (await empty(tariff)) {
      const first = { version: 1, published: true, effectiveAt: now, createdAt: now }
      await tx.insert(tariff).values(tariffs.map((row) => ({ ...row, ...first })))
    }
    if (await empty(glossaryTerm)) await tx.insert(glossaryTerm).values(glossary)
  })
}
