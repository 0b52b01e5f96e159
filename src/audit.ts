import { createHash } from 'node:crypto'
import { desc, eq, type SQL, sql } from 'drizzle-orm'
import type { Transaction } from '../db/client.ts'
import { jsonRows } from '../db/json-rows.ts'
import { auditEvent } from '../db/schema/audit.ts'
import type { Ctx } from './context.ts'

export type AuditEntry = {
  /** `ticket:UUID`, `staff:UUID` …: the caller holds a lock on that thing, so chains never fork. */
  chain: string
  action: string
  data?: Record<string, unknown>
  /** When it happened, if not now. */
  at?: Date
}

export type Link = { seq: number; hash: string }
const start: Link = { seq: 0, hash: '' }

/** A link as it is stored, but for the transaction's number, which only the database knows. */
export type AuditRow = Omit<typeof auditEvent.$inferInsert, 'id' | 'txid'>

/** The link that follows `previous`; `new` begins a chain. */
export function nextLink(ctx: Ctx, entry: AuditEntry, previous: Link | 'new'): AuditRow {
  const { seq, hash: prevHash } = previous === 'new' ? start : previous
  const row = {
    chain: entry.chain,
    seq: seq + 1,
    at: entry.at ?? ctx.now(),
    actor: ctx.actor,
    action: entry.action,
    data: entry.data ?? {},
    prevHash,
  }
  return { ...row, hash: linkHash(row) }
}

/** Appends one link to a chain and returns it; pass `previous` of a chain known to be new or just written. */
export async function appendAudit(
  ctx: Ctx,
  tx: Transaction,
  entry: AuditEntry,
  previous?: Link | 'new',
): Promise<Link> {
  const row = nextLink(ctx, entry, previous ?? (await lastLink(tx, entry.chain)))
  await tx.execute(insertLinks([row]))
  return row
}

/** Stores links of any number of chains; `where` may hold some back by a column of `given`. */
export function insertLinks(rows: AuditRow[], where: SQL = sql``): SQL {
  const { columns, source } = jsonRows(auditEvent, rowColumns, rows)
  return sql`insert into ${auditEvent} (${columns}, txid)
    select ${columns}, pg_current_xact_id()::text::bigint from ${source} ${where}`
}

const rowColumns = [
  'chain',
  'seq',
  'at',
  'actor',
  'action',
  'data',
  'prevHash',
  'hash',
] as const satisfies (keyof AuditRow)[]

async function lastLink(tx: Transaction, chain: string): Promise<Link> {
  const [row] = await tx
    .select({ seq: auditEvent.seq, hash: auditEvent.hash })
    .from(auditEvent)
    .where(eq(auditEvent.chain, chain))
    .orderBy(desc(auditEvent.seq))
    .limit(1)
  return row ?? start
}

/** SHA-256 over everything a link says, and over the link before it. */
export function linkHash(row: {
  chain: string
  seq: number
  at: Date
  actor: unknown
  action: string
  data: unknown
  prevHash: string
}): string {
  const said = canonicalJson([
    row.chain,
    row.seq,
    row.at.toISOString(),
    row.actor,
    row.action,
    row.data,
  ])
  return createHash('sha256').update(row.prevHash).update('\n').update(said).digest('hex')
}

/** JSON with sorted keys: the database does not keep their order. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) =>
    part !== null && typeof part === 'object' && !Array.isArray(part) && !(part instanceof Date)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  )
}
