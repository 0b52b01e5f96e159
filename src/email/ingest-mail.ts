import { and, eq, ne } from 'drizzle-orm'
import type { Transaction } from '../../db/client.ts'
import { ticketLink } from '../../db/schema/tickets.ts'
import { inbound } from '../../db/schema/transport.ts'
import { listingOf } from '../attachments/listing.ts'
import { judgeAttachment } from '../attachments/policy.ts'
import { type Ctx, inTx, requireSystem } from '../context.ts'
import type { Locale } from '../i18n/locale.ts'
import { enqueue } from '../jobs/enqueue.ts'
import { type Identity, identifySender } from '../people/identify-sender.ts'
import { currentAttachmentPolicy } from '../settings/attachment-policy.ts'
import { type BlobStore, sha256Of } from '../storage/blob-store.ts'
import { detectLanguage } from '../text/language.ts'
import { appendClientMessage } from '../tickets/append-client-message.ts'
import { requireTicketForUpdate } from '../tickets/load-ticket.ts'
import { noteCc } from '../tickets/note-cc.ts'
import { openTicket } from '../tickets/open-ticket.ts'
import { tellRefusedFiles } from '../tickets/tell-refused-files.ts'
import type { NewAttachment } from '../tickets/write-message.ts'
import { cutOutBlocked } from './cut-out.ts'
import { findThread } from './find-thread.ts'
import { decideKind } from './kind.ts'
import type { BounceReport } from './kind-bounce.ts'
import { type MailSettings, ownMail } from './mail-settings.ts'
import { noteBounce } from './note-bounce.ts'
import { type ParsedMail, parseMail } from './parse.ts'
import { headerOf } from './raw-header.ts'
import { otherRecipients, speakerOf } from './recipients.ts'
import { extractReplyText } from './reply-text.ts'
import type { MailEnvelope } from './smtp-receiver.ts'

export type IngestDeps = { store: BlobStore; settings: MailSettings }

export type IngestInput = {
  raw: Buffer
  envelope: MailEnvelope | null
  receivedAt: Date
  /** A mail that is kept already is taken once more, as a person's if somebody said so. */
  replay?: { inboundId: string; asHuman: boolean }
}

export type IngestOutcome =
  | { outcome: 'repeated' }
  | { outcome: 'kept'; state: 'ignored' | 'quarantined'; reason: string }
  | { outcome: 'opened' | 'appended'; ticketId: string; reason: string }

/**
 * Takes one mail: keeps the original, decides what it is, and registers or appends it in one transaction
 * (Annex 1, 4.3). Nothing is dropped: what makes no ticket is kept with its reason. Throws only on our
 * own trouble; then the sender must try again.
 */
export async function ingestMail(
  ctx: Ctx,
  { store, settings }: IngestDeps,
  input: IngestInput,
): Promise<IngestOutcome> {
  requireSystem(ctx)
  let mail: ParsedMail
  const asHuman = input.replay?.asHuman === true
  try {
    mail = await parseMail(input.raw).catch((error) => {
      // A person has looked: what can be read of it is its head.
      if (asHuman) return parseMail(headerOf(input.raw))
      throw error
    })
  } catch (error) {
    const reason = `unparseable: ${error instanceof Error ? error.message : String(error)}`
    const rawSha256 = await store.put(input.raw)
    const key = `sha256:${rawSha256}`
    return keep(ctx, settings, input, { key, rawSha256, state: 'quarantined', reason })
  }
  const files = await judgeFiles(ctx, mail, store)
  const kept = cutOutBlocked(input.raw, files.blocked)
  const rawSha256 = await store.put(kept.raw)
  const key = mail.messageId ?? `sha256:${sha256Of(input.raw)}`
  const decided = decideKind(mail, ownMail(settings), input.envelope?.from)
  const judged = { key, rawSha256, reason: `${decided.kind}: ${decided.reason}` }
  if (decided.kind !== 'human' && !asHuman) {
    const state = decided.kind === 'automatic' ? 'quarantined' : 'ignored'
    return keep(ctx, settings, input, { ...judged, state, bounce: decided.bounce })
  }
  const from = speakerOf(mail)
  if (!from) {
    return keep(ctx, settings, input, { ...judged, state: 'quarantined', reason: 'no sender' })
  }
  return inTx(ctx, async (tx) => {
    const inboundId = await claimInbound(ctx, tx, input, key, rawSha256)
    if (inboundId === null) return { outcome: 'repeated' }
    const sender = await identifySender(
      ctx,
      tx,
      { channel: 'email', address: from.address.toLowerCase(), displayName: from.name },
      null,
    )
    const reply = extractReplyText(mail).reply
    const placing = { mail, reply, sender, inboundId, files: files.rows, input }
    return place(ctx, tx, settings, placing)
  })
}

type Placing = {
  mail: ParsedMail
  reply: string
  sender: Identity
  inboundId: string
  files: NewAttachment[]
  input: { receivedAt: Date; envelope: MailEnvelope | null }
}

async function place(
  ctx: Ctx,
  tx: Transaction,
  settings: MailSettings,
  { mail, reply, sender, inboundId, files, input }: Placing,
): Promise<IngestOutcome> {
  const thread = await findThread(tx, settings, {
    mail,
    reply,
    sender,
    envelopeTo: input.envelope?.to ?? [],
    now: ctx.now(),
  })
  const words = {
    sender,
    channel: 'email' as const,
    receivedAt: input.receivedAt,
    quietMs: 0,
    inboundId,
    refs: mail.messageId === null ? [] : [mail.messageId],
    attachments: files,
  }
  const joins = thread.action === 'append' || thread.action === 'append_without_reopening'
  if (joins && thread.ticketId !== null) {
    const current = await requireTicketForUpdate(tx, thread.ticketId)
    const { ticket, messageId } = await appendClientMessage(ctx, tx, current, {
      ...words,
      body: reply,
      because: thread.reason,
      hints: thread.hints,
    })
    await followUp(ctx, tx, settings, { mail, sender, ticketId: ticket.id, messageId })
    await tellRefusedFiles(ctx, tx, ticket, sender, files)
    await tx.update(inbound).set({ ticketId: ticket.id }).where(eq(inbound.id, inboundId))
    return { outcome: 'appended', ticketId: ticket.id, reason: thread.reason }
  }
  const body = thread.action === 'new_linked' || thread.reason === 'forward' ? mail.text : reply
  const { ticket, messageId } = await openTicket(ctx, tx, {
    ...words,
    body: body || mail.subject,
    locale: detectLanguage(`${mail.subject}\n${reply}`).lang satisfies Locale,
    subject: mail.subject,
    because: thread.reason,
    hints: thread.hints,
  })
  await followUp(ctx, tx, settings, { mail, sender, ticketId: ticket.id, messageId })
  if (thread.claimedTicketId !== null) {
    await tx.insert(ticketLink).values({
      fromId: ticket.id,
      toId: thread.claimedTicketId,
      kind: 'claims',
      createdAt: ctx.now(),
    })
  }
  await tx.update(inbound).set({ ticketId: ticket.id }).where(eq(inbound.id, inboundId))
  return { outcome: 'opened', ticketId: ticket.id, reason: thread.reason }
}

/** What is found out or decided later: who really wrote, and who else takes part. */
async function followUp(
  ctx: Ctx,
  tx: Transaction,
  settings: MailSettings,
  placed: { mail: ParsedMail; sender: Identity; ticketId: string; messageId: string },
): Promise<void> {
  const { mail, sender, ticketId, messageId } = placed
  await enqueue(ctx, tx, 'check-sender', { messageId })
  const others = otherRecipients(mail, ownMail(settings), sender.address)
  if (others.length > 0) await noteCc(ctx, tx, { ticketId, messageId, people: others })
}

/** The unique key of the original is the guard against handling it twice; null for a repeat. */
async function claimInbound(
  ctx: Ctx,
  tx: Transaction,
  input: IngestInput,
  key: string,
  rawSha256: string,
): Promise<string | null> {
  if (input.replay) {
    const [kept] = await tx
      .update(inbound)
      .set({ state: 'done', reason: '' })
      .where(and(eq(inbound.id, input.replay.inboundId), ne(inbound.state, 'done')))
      .returning({ id: inbound.id })
    return kept?.id ?? null
  }
  const [row] = await tx
    .insert(inbound)
    .values({
      id: ctx.newId(),
      channel: 'email',
      externalKey: key,
      receivedAt: input.receivedAt,
      rawSha256,
      envelope: input.envelope,
      state: 'done',
    })
    .onConflictDoNothing()
    .returning({ id: inbound.id })
  return row?.id ?? null
}

type Keeping = {
  key: string
  rawSha256: string
  state: 'ignored' | 'quarantined'
  reason: string
  bounce?: BounceReport | undefined
}

/** Keeps a mail that makes no ticket, with the reason; a bounce has its effects in the same transaction. */
async function keep(
  ctx: Ctx,
  settings: MailSettings,
  input: IngestInput,
  { key, rawSha256, bounce, ...found }: Keeping,
): Promise<IngestOutcome> {
  const reason = found.reason.slice(0, 500)
  const isNew = await inTx(ctx, async (tx) => {
    const id = input.replay?.inboundId ?? ctx.newId()
    const { envelope, receivedAt } = input
    const values = { channel: 'email' as const, externalKey: key, receivedAt, rawSha256, envelope }
    const [row] = input.replay
      ? await tx
          .update(inbound)
          .set({ state: found.state, reason })
          .where(and(eq(inbound.id, id), ne(inbound.state, 'done')))
          .returning({ id: inbound.id })
      : await tx
          .insert(inbound)
          .values({ id, ...values, state: found.state, reason })
          .onConflictDoNothing()
          .returning({ id: inbound.id })
    if (!row) return false
    const ticketId = bounce ? await noteBounce(ctx, tx, settings, bounce) : null
    if (ticketId !== null) await tx.update(inbound).set({ ticketId }).where(eq(inbound.id, id))
    return true
  })
  if (!isNew) return { outcome: 'repeated' }
  ctx.log.info({ state: found.state, reason: reason.split(':')[0] }, 'mail kept without a ticket')
  return { outcome: 'kept', state: found.state, reason }
}

/** Judges every file by its bytes and stores what may be kept; key containers never reach the store (4.4, R105). */
async function judgeFiles(ctx: Ctx, mail: ParsedMail, store: BlobStore) {
  const rows: NewAttachment[] = []
  const blocked: { name: string; content: Buffer }[] = []
  if (mail.attachments.length === 0) return { rows, blocked }
  const policy = await currentAttachmentPolicy(ctx.db)
  for (const file of mail.attachments) {
    const { verdict, reason, type, entries } = await judgeAttachment(file, policy)
    if (verdict === 'blocked') blocked.push({ name: file.name, content: file.content })
    const stored = verdict === 'accepted' || verdict === 'quarantined'
    rows.push({
      name: file.name,
      size: file.size,
      mediaType: type,
      sha256: stored ? await store.put(file.content) : sha256Of(file.content),
      verdict,
      reason,
      listing: listingOf(entries),
      remoteRef: null,
    })
  }
  return { rows, blocked }
}
