import { and, eq, ne, sql } from 'drizzle-orm'
import type { Transaction } from '../../db/client.ts'
import { jsonRows } from '../../db/json-rows.ts'
import { inbound } from '../../db/schema/transport.ts'
import type { Ctx } from '../context.ts'
import { together } from '../together.ts'
import type { MailEnvelope } from './smtp-receiver.ts'

export type Arrival = {
  envelope: MailEnvelope | null
  receivedAt: Date
  /** A mail that is kept already is taken once more, as a person's if somebody said so. */
  replay?: { inboundId: string; asHuman: boolean }
}

/** What a mail is known by, and where its original lies. */
export type Kept = { key: string; rawSha256: string }

type Outcome = { state: 'done' | 'ignored' | 'quarantined'; reason: string }

/** The unique key of the original is the guard against handling it twice; null for a repeat. */
export async function claimMail(
  ctx: Ctx,
  tx: Transaction,
  { envelope, receivedAt, replay }: Arrival,
  { key, rawSha256 }: Kept,
  outcome: Outcome,
): Promise<string | null> {
  if (replay) {
    const [kept] = await tx
      .update(inbound)
      .set(outcome)
      .where(and(eq(inbound.id, replay.inboundId), ne(inbound.state, 'done')))
      .returning({ id: inbound.id })
    return kept?.id ?? null
  }
  return insertInbound(tx, {
    id: ctx.newId(),
    channel: 'email',
    externalKey: key,
    receivedAt,
    rawSha256,
    envelope,
    ...outcome,
  })
}

const columns = [
  'id',
  'channel',
  'externalKey',
  'receivedAt',
  'rawSha256',
  'envelope',
  'state',
  'reason',
] as const
type Row = Pick<typeof inbound.$inferInsert, (typeof columns)[number]>

const insertInbound = together(async (tx, rows: Row[]) => {
  // One order everywhere: two groups with the same keys never wait for each other.
  const sorted = rows.toSorted((a, b) => (a.externalKey < b.externalKey ? -1 : 1))
  const given = jsonRows(inbound, columns, sorted)
  const written = await tx.execute<{ id: string }>(sql`
    insert into ${inbound} (${given.columns}) select ${given.columns} from ${given.source}
    on conflict (channel, external_key) do nothing returning id`)
  const ids = new Set(written.map(({ id }) => id))
  return rows.map(({ id }) => (ids.has(id) ? id : null))
})
