import { and, desc, eq, inArray, sql } from 'drizzle-orm'
import type { Database } from '../../db/client.ts'
import { inbound } from '../../db/schema/transport.ts'
import { type ParsedMail, parseMail } from './parse.ts'
import { headerOf } from './raw-header.ts'
import type { MailEnvelope } from './smtp-receiver.ts'
import { MailUnparseable } from './unparseable.ts'

export type OpenBlob = (sha256: string) => Promise<Buffer | null>

export type KeptItem = {
  id: string
  channel: string
  receivedAt: Date
  /** `automatic: vacation_subject`: the kind, then why. */
  reason: string
  from: string
  subject: string
}

const shown = { look: ['quarantined'], known: ['ignored'] } as const
export type KeptView = keyof typeof shown

/**
 * What came and made no ticket, newest first: `look` waits for a person's eye, `known` explains itself (bounces,
 * our own mail). `after` is the id of the last one shown.
 */
export async function keptItems(
  db: Database,
  open: OpenBlob,
  view: KeptView,
  options: { limit: number; after?: string },
): Promise<KeptItem[]> {
  const rows = await db
    .select()
    .from(inbound)
    .where(
      and(
        // Written out so that the partial index applies.
        sql`${inbound.state} <> 'done'`,
        inArray(inbound.state, shown[view]),
        options.after === undefined
          ? undefined
          : sql`(${inbound.receivedAt}, ${inbound.id}) < (select i.received_at, i.id from inbound i where i.id = ${options.after})`,
      ),
    )
    .orderBy(desc(inbound.receivedAt), desc(inbound.id))
    .limit(options.limit)
  return Promise.all(
    rows.map(async (row) => {
      const head = row.rawSha256 === null ? null : await readHead(open, row.rawSha256)
      const envelope = row.envelope as MailEnvelope | null
      return {
        id: row.id,
        channel: row.channel,
        receivedAt: row.receivedAt,
        reason: row.reason,
        from: head?.from?.address ?? envelope?.from ?? '',
        subject: head?.subject ?? '',
      }
    }),
  )
}

async function readHead(open: OpenBlob, sha256: string): Promise<ParsedMail | null> {
  const raw = await open(sha256)
  return raw === null ? null : parseOrNull(headerOf(raw))
}

export type KeptMail = {
  item: typeof inbound.$inferSelect
  /** null for what is no mail, and for a mail whose original is lost. */
  raw: Buffer | null
  /** null when it cannot be read. */
  mail: ParsedMail | null
  /** What can be read of its header even then. */
  head: ParsedMail | null
}

/** One of them with its original; null when there is no such one or when it has its ticket. */
export async function keptMail(db: Database, open: OpenBlob, id: string): Promise<KeptMail | null> {
  const [item] = await db.select().from(inbound).where(eq(inbound.id, id))
  if (!item || item.state === 'done') return null
  const raw = item.rawSha256 === null ? null : await open(item.rawSha256)
  const mail = raw === null ? null : await parseOrNull(raw)
  const head = mail ?? (raw === null ? null : await parseOrNull(headerOf(raw)))
  return { item, raw, mail, head }
}

async function parseOrNull(raw: Buffer): Promise<ParsedMail | null> {
  try {
    return await parseMail(raw)
  } catch (error) {
    if (error instanceof MailUnparseable) return null
    throw error
  }
}
