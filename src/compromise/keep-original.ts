import { createHash } from 'node:crypto'
import { eq } from 'drizzle-orm'
import type { Transaction } from '../../db/client.ts'
import { compromiseReport } from '../../db/schema/compromise.ts'
import { inbound } from '../../db/schema/transport.ts'
import { canonicalJson } from '../audit.ts'
import type { Ctx } from '../context.ts'
import { DomainError } from '../errors.ts'
import { withoutSecrets } from '../text/without-secrets.ts'
import type { ParsedReport } from './report-input.ts'

export type Original = { inboundId: string; sha256: string; repeated: boolean }

/**
 * The unaltered original and its hash: of a mail the hash of its bytes, else of the canonical JSON. Of a form
 * secrets are taken out before anything is stored: key material is never kept.
 */
export async function keepOriginal(
  ctx: Ctx,
  tx: Transaction,
  given: ParsedReport,
): Promise<Original> {
  if ('raw' in given.original) {
    const raw = clean(given.original.raw) as Record<string, unknown>
    const inboundId = ctx.newId()
    await tx.insert(inbound).values({
      id: inboundId,
      channel: given.channel,
      externalKey: inboundId,
      receivedAt: given.receivedAt,
      raw,
      state: 'done',
    })
    return { inboundId, sha256: originalHash({ raw, rawSha256: null }), repeated: false }
  }
  const { inboundId } = given.original
  const [row] = await tx.select().from(inbound).where(eq(inbound.id, inboundId)).for('update')
  if (!row) throw new DomainError('not_found', 'originalNotFound')
  const times = await tx.$count(compromiseReport, eq(compromiseReport.inboundId, inboundId))
  return { inboundId, sha256: originalHash(row), repeated: times > 0 }
}

/** Computed anew for the evidence file, to be compared with what was stored on receipt. */
export function originalHash(row: { raw: unknown; rawSha256: string | null }): string {
  return row.rawSha256 ?? createHash('sha256').update(canonicalJson(row.raw)).digest('hex')
}

function clean(value: unknown): unknown {
  if (typeof value === 'string') return withoutSecrets(value)
  if (Array.isArray(value)) return value.map(clean)
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, clean(part)]))
}
