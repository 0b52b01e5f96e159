import { asc, sql } from 'drizzle-orm'
import type { Database } from '../db/client.ts'
import { auditAnchor, auditEvent } from '../db/schema/audit.ts'
import { linkHash } from './audit.ts'
import { anchorHash } from './audit-anchor.ts'

export type AuditVerdict =
  | { ok: true; links: number; chains: number; anchors: number; newest: string | null }
  | { ok: false; where: string; what: string }

const page = 5000

/**
 * Walks every chain and every anchor; stops at the first broken link and names it. The newest anchors could be
 * removed without a trace in the database: `expected` is the hash of one that was kept elsewhere and must be there.
 */
export async function verifyAudit(db: Database, expected?: string): Promise<AuditVerdict> {
  let links = 0
  let chains = 0
  let previous = { chain: '', seq: 0, hash: '' }
  for (;;) {
    const rows = await db
      .select()
      .from(auditEvent)
      .where(sql`(${auditEvent.chain}, ${auditEvent.seq}) > (${previous.chain}, ${previous.seq})`)
      .orderBy(asc(auditEvent.chain), asc(auditEvent.seq))
      .limit(page)
    for (const row of rows) {
      const first = row.chain !== previous.chain
      const where = `${row.chain} #${row.seq}`
      const expected = first ? { seq: 1, hash: '' } : { seq: previous.seq + 1, hash: previous.hash }
      if (row.seq !== expected.seq) {
        return { ok: false, where: `${row.chain} #${expected.seq}`, what: 'link is missing' }
      }
      if (row.prevHash !== expected.hash) {
        return { ok: false, where, what: 'does not follow the link before it' }
      }
      if (row.hash !== linkHash(row)) return { ok: false, where, what: 'content was changed' }
      links += 1
      chains += first ? 1 : 0
      previous = { chain: row.chain, seq: row.seq, hash: row.hash }
    }
    if (rows.length < page) break
  }
  return verifyAnchors(db, links, chains, expected)
}

async function verifyAnchors(
  db: Database,
  links: number,
  chains: number,
  expected?: string,
): Promise<AuditVerdict> {
  const anchors = await db.select().from(auditAnchor).orderBy(asc(auditAnchor.seq))
  let from = 0n
  let prevHash = ''
  for (const [at, anchor] of anchors.entries()) {
    const where = `anchor #${anchor.seq}`
    if (anchor.seq !== at + 1)
      return { ok: false, where: `anchor #${at + 1}`, what: 'anchor is missing' }
    const rows = await db
      .select({ hash: auditEvent.hash })
      .from(auditEvent)
      .where(sql`${auditEvent.txid} >= ${from} and ${auditEvent.txid} < ${anchor.txidBefore}`)
      .orderBy(asc(auditEvent.id))
    if (rows.length !== anchor.rows) {
      return { ok: false, where, what: `${anchor.rows} links were sealed, ${rows.length} are left` }
    }
    const hash = anchorHash(
      prevHash,
      anchor.txidBefore,
      rows.map((row) => row.hash),
    )
    if (anchor.prevHash !== prevHash || anchor.hash !== hash) {
      return { ok: false, where, what: 'sealed links were changed' }
    }
    from = anchor.txidBefore
    prevHash = anchor.hash
  }
  if (expected !== undefined && !anchors.some(({ hash }) => hash === expected)) {
    return { ok: false, where: 'the anchors', what: 'the expected one is missing' }
  }
  return { ok: true, links, chains, anchors: anchors.length, newest: prevHash || null }
}
