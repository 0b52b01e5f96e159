import { inArray } from 'drizzle-orm'
import { z } from 'zod'
import type { Transaction } from '../../db/client.ts'
import { documentType, product, tariff } from '../../db/schema/catalogue.ts'
import { appendAudit } from '../audit.ts'
import type { Ctx, StaffActor } from '../context.ts'
import { DomainError } from '../errors.ts'
import { localDate } from '../sla/astana-time.ts'
import { Day, startOfDay } from './period.ts'
import { isFree, Tenge } from './tenge.ts'
import type { TariffVersion } from './versions.ts'

const name = z.string().trim().min(1, 'nameMissing').max(200, 'nameTooLong')
const conditions = z.string().trim().min(1, 'conditionsMissing').max(5000, 'textTooLong')

/** What a version of a tariff says (definition 23; R18). */
export const TariffFields = z.object({
  nameRu: name,
  nameKk: name,
  conditionsRu: conditions,
  conditionsKk: conditions,
  priceTenge: Tenge,
  periodMonths: z.number('periodMissing').int().min(1, 'periodMissing').max(120).nullable(),
  products: z.array(z.string()).default([]),
  documentTypes: z.array(z.string()).default([]),
  published: z.boolean(),
  /** First day in Astana; null for this moment. */
  effectiveOn: Day.nullable().default(null),
  /** Needed for a day in the past (R43). */
  backdateReason: z.string().trim().max(1000).default(''),
})
export type TariffFields = z.output<typeof TariffFields>

/** Writes the next version; a version, once written, never changes (5.3.4). */
export async function insertVersion(
  ctx: Ctx,
  tx: Transaction,
  actor: StaffActor,
  next: { code: string; version: number; cancelled?: boolean },
  fields: TariffFields,
): Promise<TariffVersion> {
  const { effectiveOn, backdateReason, ...said } = fields
  // A period is what makes a paid tariff end; a free one never does.
  if (isFree(said.priceTenge) !== (said.periodMonths === null)) {
    throw new DomainError('invalid', isFree(said.priceTenge) ? 'freePeriod' : 'periodMissing')
  }
  await requireKnown(tx, said)
  const today = localDate(ctx.now())
  const past = effectiveOn !== null && effectiveOn < today
  if (past && backdateReason === '') throw new DomainError('invalid', 'backdateReasonMissing')
  const effectiveAt =
    effectiveOn === null || effectiveOn === today ? ctx.now() : startOfDay(effectiveOn)
  const [row] = await tx
    .insert(tariff)
    .values({
      ...next,
      ...said,
      effectiveAt,
      backdateReason: past ? backdateReason : '',
      createdBy: actor.staffId,
      createdAt: ctx.now(),
    })
    .onConflictDoNothing()
    .returning()
  if (!row) throw new DomainError('conflict', 'tariffMoved')
  await appendAudit(ctx, tx, {
    chain: `tariff:${row.code}`,
    action: row.cancelled ? 'tariff.cancelled' : 'tariff.version_added',
    data: {
      version: row.version,
      priceTenge: row.priceTenge,
      periodMonths: row.periodMonths,
      published: row.published,
      effectiveAt: row.effectiveAt.toISOString(),
      ...(past ? { backdateReason } : {}),
    },
  })
  return row
}

async function requireKnown(
  tx: Transaction,
  { products, documentTypes }: Pick<TariffFields, 'products' | 'documentTypes'>,
): Promise<void> {
  const known =
    (await tx.$count(product, inArray(product.code, products))) === new Set(products).size &&
    (await tx.$count(documentType, inArray(documentType.code, documentTypes))) ===
      new Set(documentTypes).size
  if (!known) throw new DomainError('invalid', 'productsMissing')
}
