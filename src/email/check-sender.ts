import { and, eq, lt, ne, sql } from 'drizzle-orm'
import { identity } from '../../db/schema/people.ts'
import { messageAssurance } from '../../db/schema/senders.ts'
import { attachment, message, ticket } from '../../db/schema/tickets.ts'
import { inbound } from '../../db/schema/transport.ts'
import { addressStanding } from '../clients/sender-context.ts'
import { reporterVerified } from '../compromise/reporter-verified.ts'
import { type Ctx, inTx, requireSystem } from '../context.ts'
import type { BlobStore } from '../storage/blob-store.ts'
import { notifyTicketChanged } from '../tickets/write-message.ts'
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
  const [row] = await ctx.db
    .select({
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
    .where(eq(message.id, input.messageId))
  if (!row || row.rawSha256 === null) return
  const raw = await check.store.get(row.rawSha256)
  if (raw === null) throw new Error('the original is not in the store')
  const facts = await factsOf(raw, row.envelope as MailEnvelope | null, check)
  const standing = await standingOf(ctx, row)
  const assurance = await asKept(
    ctx,
    input.messageId,
    decideAssurance(facts, row.address, standing),
  )
  await inTx(ctx, async (tx) => {
    const values = { ...assurance, facts, checkedAt: ctx.now() }
    await tx
      .insert(messageAssurance)
      .values({ messageId: input.messageId, ...values })
      .onConflictDoUpdate({ target: messageAssurance.messageId, set: values })
    if (assurance.level === 'verified') {
      await reporterVerified(ctx, tx, { ...row, reason: assurance.reason })
    }
    await notifyTicketChanged(tx, row.ticketId)
  })
  if (assurance.reason === 'dns_trouble') throw new Error('DNS did not answer')
}

/** A stranger who wrote before, in this ticket or another, is at least known. */
async function standingOf(
  ctx: Ctx,
  row: { ticketId: string; identityId: string; address: string; createdAt: Date },
) {
  const standing = await addressStanding(ctx.db, 'email', row.address)
  if (standing !== null) return standing
  const here = ctx.db
    .select({ one: sql`1` })
    .from(message)
    .where(
      and(
        eq(message.ticketId, row.ticketId),
        eq(message.identityId, row.identityId),
        lt(message.createdAt, row.createdAt),
      ),
    )
  const elsewhere = ctx.db
    .select({ one: sql`1` })
    .from(ticket)
    .where(
      and(
        eq(ticket.identityId, row.identityId),
        ne(ticket.id, row.ticketId),
        lt(ticket.receivedAt, row.createdAt),
      ),
    )
  const [found] = await ctx.db.execute<{ earlier: boolean }>(
    sql`select exists (${here}) or exists (${elsewhere}) as earlier`,
  )
  return found?.earlier ? 'known' : null
}

async function factsOf(
  raw: Buffer,
  envelope: MailEnvelope | null,
  check: SenderCheck,
): Promise<AuthFacts> {
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
