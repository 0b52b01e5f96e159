import { and, asc, eq, isNull, ne, sql } from 'drizzle-orm'
import { identity } from '../../db/schema/people.ts'
import { ticketCc } from '../../db/schema/senders.ts'
import { attachment, ticketParticipant } from '../../db/schema/tickets.ts'
import { outbound } from '../../db/schema/transport.ts'
import { raiseAlert } from '../alerts/raise-alert.ts'
import { type Ctx, inTx, requireSystem } from '../context.ts'
import { GatewayError } from '../errors.ts'
import { currentSettings } from '../settings/current-settings.ts'
import { notifyTicketChanged } from '../tickets/write-message.ts'
import { type Claimed, claimOutbound, type OutboundRow } from './claim.ts'
import type { Gateways, OutgoingFile, OutgoingItem } from './gateway.ts'
import { type OutboundContent, parseContent } from './kinds.ts'
import { recordSent } from './record-sent.ts'
import { sayByMail } from './say-by-mail.ts'

/** Attempts after which a person has to look; the waits between them grow up to five minutes. */
export const maxAttempts = 12
/** A mail server may be away for a weekend's half: mail is patient (RFC 5321, 4.5.4.1). */
const mailPatienceMs = 48 * 3_600_000

/**
 * Sends one outbox row, unless it is sent already. Before the call the row says so; after a crash between
 * the call and its record we cannot know, so it is sent once more and never a third time.
 */
export async function deliver(
  ctx: Ctx,
  gateways: Gateways,
  input: { outboundId: string },
): Promise<void> {
  requireSystem(ctx)
  const claimed = await claimOutbound(ctx, input.outboundId)
  if (claimed === null) return
  const { row } = claimed
  let refs: string[]
  try {
    const gateway = row.channel === 'telegram' ? gateways.telegram : gateways.email
    refs = (await gateway(await outgoingItem(ctx, claimed))).refs
  } catch (error) {
    return recordFailure(ctx, row, error)
  }
  await recordSent(ctx, { row, refs })
}

async function outgoingItem(ctx: Ctx, { row, thread }: Claimed): Promise<OutgoingItem> {
  const content = parseContent(row.kind, row.model)
  return {
    outboundId: row.id,
    address: row.address,
    locale: row.locale,
    ticketId: row.ticketId,
    content,
    copies: await copiesOf(ctx, row),
    thread: thread.map(({ ref, fromClient, messageId }) => ({
      ref,
      fromClient,
      sameMessage: messageId !== null && messageId === row.messageId,
    })),
    files: await outgoingFiles(ctx, row, content),
    settings: await currentSettings(ctx.db),
  }
}

/** What staff write goes to all who take part in the ticket (R102); what the desk writes by itself to its addressee. */
const copied: readonly string[] = ['staff_reply', 'staff_edit', 'staff_delete', 'resolved']

async function copiesOf(ctx: Ctx, row: OutboundRow): Promise<OutgoingItem['copies']> {
  if (row.channel !== 'email' || row.ticketId === null || !copied.includes(row.kind)) return []
  return ctx.db
    .select({ name: identity.displayName, address: identity.address })
    .from(ticketParticipant)
    .innerJoin(identity, eq(identity.id, ticketParticipant.identityId))
    .innerJoin(
      ticketCc,
      and(
        eq(ticketCc.ticketId, ticketParticipant.ticketId),
        eq(ticketCc.address, identity.address),
      ),
    )
    .where(
      and(
        eq(ticketParticipant.ticketId, row.ticketId),
        eq(identity.channel, 'email'),
        eq(ticketCc.decision, 'accepted'),
        ne(identity.address, row.address),
        isNull(identity.unreachableAt),
      ),
    )
    .orderBy(asc(ticketCc.seenAt), asc(identity.address))
}

/** A mail carries the files of its answer; in a chat each one is a message, and an outbox row, of its own. */
async function outgoingFiles(
  ctx: Ctx,
  row: OutboundRow,
  content: OutboundContent,
): Promise<OutgoingFile[]> {
  const which =
    content.kind === 'staff_file'
      ? eq(attachment.id, content.model.attachmentId)
      : row.messageId !== null && row.channel === 'email'
        ? eq(attachment.messageId, row.messageId)
        : null
  if (which === null) return []
  const rows = await ctx.db
    .select({ name: attachment.name, mediaType: attachment.mediaType, sha256: attachment.sha256 })
    .from(attachment)
    .where(and(which, eq(attachment.verdict, 'accepted')))
    .orderBy(asc(attachment.id))
  return rows.flatMap(({ sha256, ...file }) => (sha256 === null ? [] : [{ ...file, sha256 }]))
}

/** A failure that may pass is thrown on to the queue; one that will not leaves a dead letter behind. */
async function recordFailure(ctx: Ctx, row: OutboundRow, error: unknown): Promise<void> {
  const trouble = error instanceof GatewayError ? error : null
  const waitMs = trouble?.retryAfterMs ?? null
  // Being told to wait is not a failed attempt.
  const attempts = waitMs === null ? row.attempts : row.attempts - 1
  const spent =
    row.channel === 'email'
      ? ctx.now().getTime() - row.createdAt.getTime() > mailPatienceMs
      : attempts >= maxAttempts
  const dead = waitMs === null && (trouble?.retryable === false || spent)
  const reason = error instanceof Error ? error.message : String(error)
  await inTx(ctx, async (tx) => {
    await tx
      .update(outbound)
      .set({
        state: dead ? 'dead' : 'queued',
        attempts,
        lastError: reason.slice(0, 500),
        notBefore: waitMs === null ? null : new Date(ctx.now().getTime() + waitMs),
      })
      .where(eq(outbound.id, row.id))
    if (trouble?.unreachable) {
      await tx
        .update(identity)
        .set({ unreachableAt: ctx.now(), unreachableReason: reason.slice(0, 500) })
        .where(sql`${identity.channel} = ${row.channel} and ${identity.address} = ${row.address}`)
    }
    const elsewhere = trouble?.unreachable === true && (await sayByMail(ctx, tx, row))
    // Of ten thousand chats some have blocked the bot: that calls for nobody.
    const expected = trouble?.unreachable === true && row.broadcastId !== null
    if (dead && !elsewhere && !expected) {
      await raiseAlert(ctx, tx, {
        kind: 'dead_letter',
        severity: 'warning',
        key: `dead_letter:${row.broadcastId ?? row.conversation}`,
        ...(row.ticketId === null ? {} : { ticketId: row.ticketId }),
      })
    }
    if (row.ticketId !== null) await notifyTicketChanged(tx, row.ticketId)
  })
  ctx.log.warn({ outbound: row.id, kind: row.kind, dead, attempts }, 'delivery failed')
  if (!dead) throw error
}
