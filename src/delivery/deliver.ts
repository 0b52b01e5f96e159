import { and, asc, eq, sql } from 'drizzle-orm'
import { identity } from '../../db/schema/people.ts'
import { attachment, messageRef, message as messageTable } from '../../db/schema/tickets.ts'
import { outbound } from '../../db/schema/transport.ts'
import { type Ctx, inTx, requireSystem } from '../context.ts'
import { GatewayError } from '../errors.ts'
import { currentSettings } from '../settings/current-settings.ts'
import { notifyTicketChanged } from '../tickets/write-message.ts'
import type { Gateways, OutgoingFile, OutgoingItem } from './gateway.ts'
import { type OutboundContent, parseContent } from './kinds.ts'

type Row = typeof outbound.$inferSelect

/** Attempts after which a person has to look; the waits between them grow up to five minutes. */
export const maxAttempts = 12

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
  const row = await claim(ctx, input.outboundId)
  if (row === null) return
  try {
    const gateway = row.channel === 'telegram' ? gateways.telegram : gateways.email
    const { refs } = await gateway(await outgoingItem(ctx, row))
    await recordSent(ctx, row, refs)
  } catch (error) {
    await recordFailure(ctx, row, error)
  }
}

/** Not sent yet and its time has come; thrown so that the queue calls again and successors wait. */
class NotYet extends Error {}

async function claim(ctx: Ctx, id: string): Promise<Row | null> {
  return inTx(ctx, async (tx) => {
    const [row] = await tx.select().from(outbound).where(eq(outbound.id, id)).for('update')
    if (!row || row.state === 'sent' || row.state === 'dead') return null
    if (row.notBefore !== null && row.notBefore > ctx.now()) throw new NotYet('not before its time')
    const died = row.state === 'sending'
    if (died && row.uncertain >= 1) {
      await tx
        .update(outbound)
        .set({ state: 'dead', lastError: 'outcome unknown twice' })
        .where(eq(outbound.id, id))
      return null
    }
    const [claimed] = await tx
      .update(outbound)
      .set({
        state: 'sending',
        attempts: row.attempts + 1,
        uncertain: row.uncertain + (died ? 1 : 0),
      })
      .where(eq(outbound.id, id))
      .returning()
    return claimed ?? null
  })
}

async function outgoingItem(ctx: Ctx, row: Row): Promise<OutgoingItem> {
  const content = parseContent(row.kind, row.model)
  const thread =
    row.ticketId === null
      ? []
      : await ctx.db
          .select({
            ref: messageRef.ref,
            fromClient: sql<boolean>`coalesce(${messageTable.author} = 'client', false)`,
          })
          .from(messageRef)
          .leftJoin(messageTable, eq(messageTable.id, messageRef.messageId))
          .where(
            sql`${messageRef.ticketId} = ${row.ticketId} and ${messageRef.channel} = ${row.channel}`,
          )
          .orderBy(asc(messageRef.createdAt))
  return {
    outboundId: row.id,
    address: row.address,
    locale: row.locale,
    ticketId: row.ticketId,
    content,
    thread,
    files: await outgoingFiles(ctx, row, content),
    settings: await currentSettings(ctx.db),
  }
}

/** A mail carries the files of its answer; in a chat each one is a message, and an outbox row, of its own. */
async function outgoingFiles(
  ctx: Ctx,
  row: Row,
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

async function recordSent(ctx: Ctx, row: Row, refs: string[]): Promise<void> {
  const { ticketId } = row
  await inTx(ctx, async (tx) => {
    await tx
      .update(outbound)
      .set({ state: 'sent', sentAt: ctx.now(), lastError: null })
      .where(eq(outbound.id, row.id))
    if (ticketId === null) return
    if (refs.length > 0) {
      await tx
        .insert(messageRef)
        .values(
          refs.map((ref) => ({
            channel: row.channel,
            ref,
            ticketId,
            messageId: row.messageId,
            createdAt: ctx.now(),
          })),
        )
        .onConflictDoNothing()
    }
    await notifyTicketChanged(tx, ticketId)
  })
  ctx.log.info({ outbound: row.id, kind: row.kind, channel: row.channel }, 'delivered')
}

/** A failure that may pass is thrown on to the queue; one that will not leaves a dead letter behind. */
async function recordFailure(ctx: Ctx, row: Row, error: unknown): Promise<void> {
  const trouble = error instanceof GatewayError ? error : null
  const waitMs = trouble?.retryAfterMs ?? null
  // Being told to wait is not a failed attempt.
  const attempts = waitMs === null ? row.attempts : row.attempts - 1
  const dead = waitMs === null && (trouble?.retryable === false || attempts >= maxAttempts)
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
    if (row.ticketId !== null) await notifyTicketChanged(tx, row.ticketId)
  })
  ctx.log.warn({ outbound: row.id, kind: row.kind, dead, attempts }, 'delivery failed')
  if (!dead) throw error
}
