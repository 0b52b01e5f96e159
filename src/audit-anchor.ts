import { createHash } from 'node:crypto'
import { asc, desc, sql } from 'drizzle-orm'
import { auditAnchor, auditEvent } from '../db/schema/audit.ts'
import { type Ctx, inTx, requireSystem } from './context.ts'

/**
 * Seals everything written since the last anchor. Only transactions that can have no running predecessor
 * are sealed, so the set never changes afterwards.
 */
export async function anchorAudit(ctx: Ctx): Promise<void> {
  requireSystem(ctx)
  await inTx(ctx, async (tx) => {
    await tx.execute(sql`select pg_advisory_xact_lock(7708707279)`)
    const [last] = await tx.select().from(auditAnchor).orderBy(desc(auditAnchor.seq)).limit(1)
    const [horizon] = await tx.execute<{ before: string }>(
      sql`select pg_snapshot_xmin(pg_current_snapshot())::text as before`,
    )
    const before = BigInt(horizon?.before ?? '0')
    const from = last?.txidBefore ?? 0n
    const rows = await tx
      .select({ hash: auditEvent.hash })
      .from(auditEvent)
      .where(sql`${auditEvent.txid} >= ${from} and ${auditEvent.txid} < ${before}`)
      .orderBy(asc(auditEvent.id))
    if (rows.length === 0) return
    await tx.insert(auditAnchor).values({
      id: ctx.newId(),
      seq: (last?.seq ?? 0) + 1,
      txidBefore: before,
      rows: rows.length,
      prevHash: last?.hash ?? '',
      hash: anchorHash(
        last?.hash ?? '',
        before,
        rows.map((row) => row.hash),
      ),
      createdAt: ctx.now(),
    })
  })
}

export function anchorHash(prevHash: string, txidBefore: bigint, hashes: string[]): string {
  const digest = createHash('sha256').update(`${prevHash}\n${txidBefore}\n`)
  for (const hash of hashes) digest.update(hash).update('\n')
  return digest.digest('hex')
}
