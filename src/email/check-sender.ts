import { and, eq, sql } from 'drizzle-orm'
import type { Database, Transaction } from '../../db/client.ts'
import { jsonRows } from '../../db/json-rows.ts'
import { identity } from '../../db/schema/people.ts'
import { messageAssurance } from '../../db/schema/senders.ts'
import { attachment, message, ticket } from '../../db/schema/tickets.ts'
import { inbound } from '../../db/schema/transport.ts'
import { addressStanding } from '../clients/sender-context.ts'
import { reporterVerified } from '../compromise/reporter-verified.ts'
import { type Ctx, inTx, requireSystem } from '../context.ts'
import { inSharedTx } from '../in-groups.ts'
import type { BlobStore } from '../storage/blob-store.ts'
import { notifyTicketChanged } from '../tickets/write-message.ts'
import { together } from '../together.ts'
import {
  type Assurance,
  type AuthFacts,
  authenticateMail,
  type DnsResolve,
  decideAssurance,
  noAuthFacts,
  readAuthenticationResults,
  type SmtpPeer,
} from './assurance.ts'
import { parseMail } from './parse.ts'
import { isPublicAddress } from './public-address.ts'
import { headerOf } from './raw-header.ts'
import type { MailEnvelope } from './smtp-receiver.ts'

export type SenderCheck = {
  store: BlobStore
  /** null where nothing may be asked of the network: then only a trusted header speaks. */
  resolve: DnsResolve | null
  /** Whose `Authentication-Results` to believe instead of asking DNS; '' for nobody. */
  trustedAuthservId: string
  /** Our name in the results. */
  mta: string
  timeoutMs?: number
}

const defaultTimeoutMs = 15_000

/**
 * Finds out how sure it is that the visible sender wrote a mail, after the mail is taken: neither DNS
 * nor its troubles hold up the intake (RFC 7208, 6376, 7489). Trouble with DNS is tried again.
 */
export async function checkSender(
  ctx: Ctx,
  check: SenderCheck,
  input: { messageId: string },
): Promise<void> {
  requireSystem(ctx)
  const row = await whatToCheck(ctx.db, input.messageId)
  if (!row || row.rawSha256 === null) return
  const facts = await factsOf(row.rawSha256, row.envelope as MailEnvelope | null, check)
  const standing = await standingOf(ctx, row)
  const assurance = await asKept(
    ctx,
    input.messageId,
    decideAssurance(facts, row.address, standing),
  )
  const write = async (tx: Transaction): Promise<void> => {
    const { messageId } = input
    await keepAssurance(tx, { messageId, ...assurance, facts, checkedAt: ctx.now() })
    if (assurance.level === 'verified') {
      await reporterVerified(ctx, tx, { ...row, reason: assurance.reason })
    }
    await notifyTicketChanged(tx, row.ticketId)
  }
  // What a verified sender has started touches more than his message.
  await (assurance.level === 'verified'
    ? inTx(ctx, write)
    : inSharedTx(ctx, input.messageId, write))
  if (assurance.reason === 'dns_trouble') throw new Error('DNS did not answer')
}

const whatToCheck = together(async (db: Database, messageIds: string[]) => {
  const { source } = jsonRows(
    message,
    ['id'],
    messageIds.map((id) => ({ id })),
  )
  const rows = await db
    .select({
      messageId: message.id,
      ticketId: message.ticketId,
      identityId: identity.id,
      address: identity.address,
      createdAt: message.createdAt,
      rawSha256: inbound.rawSha256,
      envelope: inbound.envelope,
    })
    .from(message)
    .innerJoin(inbound, eq(inbound.id, message.inboundId))
    .innerJoin(identity, eq(identity.id, message.identityId))
    .where(sql`${message.id} in (select given.id from ${source})`)
  return messageIds.map((id) => rows.find((row) => row.messageId === id))
})

type Kept = Pick<
  typeof messageAssurance.$inferInsert,
  'messageId' | 'level' | 'reason' | 'facts' | 'checkedAt'
>

const keepAssurance = together(async (tx, rows: Kept[]): Promise<undefined> => {
  const { columns, source } = jsonRows(
    messageAssurance,
    ['messageId', 'level', 'reason', 'facts', 'checkedAt'],
    rows,
  )
  await tx.execute(sql`
    insert into ${messageAssurance} (${columns}) select ${columns} from ${source}
    on conflict (message_id) do update set level = excluded.level, reason = excluded.reason,
      facts = excluded.facts, checked_at = excluded.checked_at`)
})

/** A stranger who wrote before, in this ticket or another, is at least known. */
async function standingOf(ctx: Ctx, row: Writer & { address: string }) {
  const standing = await addressStanding(ctx.db, row.address)
  if (standing !== null) return standing
  return (await wroteBefore(ctx.db, row)) ? 'known' : null
}

type Writer = { messageId: string; ticketId: string; identityId: string; createdAt: Date }

const wroteBefore = together(async (db: Database, writers: Writer[]): Promise<boolean[]> => {
  const { source } = jsonRows(
    message,
    ['id', 'ticketId', 'identityId', 'createdAt'],
    writers.map(({ messageId, ...writer }) => ({ id: messageId, ...writer })),
  )
  const rows = await db.execute<{ id: string }>(sql`
    select given.id from ${source} where exists (
      select from ${message} where ${message.ticketId} = given.ticket_id
        and ${message.identityId} = given.identity_id and ${message.createdAt} < given.created_at
    ) or exists (
      select from ${ticket} where ${ticket.identityId} = given.identity_id
        and ${ticket.id} <> given.ticket_id and ${ticket.receivedAt} < given.created_at
    )`)
  const found = new Set(rows.map(({ id }) => id))
  return writers.map(({ messageId }) => found.has(messageId))
})

async function factsOf(
  rawSha256: string,
  envelope: MailEnvelope | null,
  check: SenderCheck,
): Promise<AuthFacts> {
  if (check.trustedAuthservId === '' && check.resolve === null) return noAuthFacts
  const raw = await check.store.get(rawSha256)
  if (raw === null) throw new Error('the original is not in the store')
  if (check.trustedAuthservId !== '') {
    const { headers } = await parseMail(headerOf(raw))
    return readAuthenticationResults(headers, check.trustedAuthservId)
  }
  if (check.resolve === null) return noAuthFacts
  const limit = AbortSignal.timeout(check.timeoutMs ?? defaultTimeoutMs)
  const late = new Promise<AuthFacts>((resolve) => {
    limit.addEventListener('abort', () =>
      resolve({ ...noAuthFacts, dmarc: 'error', source: 'own_check' }),
    )
  })
  return Promise.race([authenticateMail(raw, peerOf(envelope), check.resolve, check.mta), late])
}

/** A relay of our own in front of us says nothing about the sender: then DKIM alone must prove him. */
function peerOf(envelope: MailEnvelope | null): SmtpPeer | null {
  if (!envelope || !isPublicAddress(envelope.peer.address)) return null
  return { ip: envelope.peer.address, helo: envelope.peer.helo, mailFrom: envelope.from }
}

/** Once a key file was cut out, the kept original no longer bears its signature. */
async function asKept(ctx: Ctx, messageId: string, found: Assurance): Promise<Assurance> {
  if (found.reason !== 'dmarc_failed' && found.reason !== 'no_dmarc_policy') return found
  const [cut] = await ctx.db
    .select({ id: attachment.id })
    .from(attachment)
    .where(and(eq(attachment.messageId, messageId), eq(attachment.verdict, 'blocked')))
    .limit(1)
  return cut ? { level: 'claimed', reason: 'original_cut' } : found
}
