import { and, eq } from 'drizzle-orm'
import type { Transaction } from '../../db/client.ts'
import { ticketLink } from '../../db/schema/tickets.ts'
import { inbound } from '../../db/schema/transport.ts'
import { type Ctx, inTx, requireSystem } from '../context.ts'
import type { Locale } from '../i18n/locale.ts'
import { inSharedTx } from '../in-groups.ts'
import { enqueue } from '../jobs/enqueue.ts'
import { type Identity, identifySender } from '../people/identify-sender.ts'
import type { BlobStore } from '../storage/blob-store.ts'
import { detectLanguage } from '../text/language.ts'
import { appendClientMessage } from '../tickets/append-client-message.ts'
import { requireTicketForUpdate } from '../tickets/load-ticket.ts'
import { noteCc } from '../tickets/note-cc.ts'
import { openTicket } from '../tickets/open-ticket.ts'
import { tellRefusedFiles } from '../tickets/tell-refused-files.ts'
import type { NewAttachment } from '../tickets/write-message.ts'
import { type Arrival, claimMail, type Kept } from './claim-mail.ts'
import { cutOutBlocked } from './cut-out.ts'
import { claimsThread, findThread } from './find-thread.ts'
import { judgeFiles } from './judge-files.ts'
import { decideKind } from './kind.ts'
import type { BounceReport } from './kind-bounce.ts'
import { type MailSettings, ownMail } from './mail-settings.ts'
import { noteBounce } from './note-bounce.ts'
import { type ParsedMail, parseMail } from './parse.ts'
import { headerOf } from './raw-header.ts'
import { otherRecipients, speakerOf } from './recipients.ts'
import { extractReplyText } from './reply-text.ts'
import { contentHash } from './same-mail.ts'
import { readThreadIndex } from './thread-index.ts'

export type IngestDeps = { store: BlobStore; settings: MailSettings }

export type IngestInput = Arrival & { raw: Buffer }

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
  deps: IngestDeps,
  input: IngestInput,
): Promise<IngestOutcome> {
  requireSystem(ctx)
  const { store } = deps
  const original = await store.put(input.raw)
  const asHuman = input.replay?.asHuman === true
  let mail: ParsedMail
  try {
    mail = await parseMail(input.raw).catch((error) => {
      // A person has looked: what can be read of it is its head.
      if (asHuman) return parseMail(headerOf(input.raw))
      throw error
    })
  } catch (error) {
    const reason = `unparseable: ${error instanceof Error ? error.message : String(error)}`
    const kept = { key: `sha256:${original}`, rawSha256: original }
    return keep(ctx, deps.settings, input, { ...kept, state: 'quarantined', reason })
  }
  const files = await judgeFiles(ctx, mail, store)
  const { raw } = cutOutBlocked(input.raw, files.blocked)
  const rawSha256 = files.blocked.length === 0 ? original : await store.put(raw)
  // The bytes of a key lie nowhere (R105).
  if (rawSha256 !== original) await store.remove(original)
  const read = { mail, files: files.rows, rawSha256 }
  const key = mail.messageId ?? `sha256:${original}`
  const outcome = await take(ctx, deps, input, { ...read, key })
  if (outcome.outcome !== 'repeated' || mail.messageId === null || input.replay) return outcome
  const hash = await hashIfAnother(ctx, store, key, raw)
  return hash === null ? outcome : take(ctx, deps, input, { ...read, key: `${key} ${hash}` })
}

type Read = Kept & { mail: ParsedMail; files: NewAttachment[] }

/** A Message-ID names one mail, but not every program keeps to that: another mail under a known one is no repeat. */
async function hashIfAnother(
  ctx: Ctx,
  store: BlobStore,
  key: string,
  raw: Buffer,
): Promise<string | null> {
  const [known] = await ctx.db
    .select({ rawSha256: inbound.rawSha256 })
    .from(inbound)
    .where(and(eq(inbound.channel, 'email'), eq(inbound.externalKey, key)))
  const first = known?.rawSha256 ? await store.get(known.rawSha256) : null
  const hash = contentHash(raw)
  return first !== null && contentHash(first) === hash ? null : hash
}

async function take(
  ctx: Ctx,
  { settings }: IngestDeps,
  input: IngestInput,
  { mail, files, ...kept }: Read,
): Promise<IngestOutcome> {
  const decided = decideKind(mail, ownMail(settings), input.envelope?.from)
  if (decided.kind !== 'human' && input.replay?.asHuman !== true) {
    const state = decided.kind === 'automatic' ? 'quarantined' : 'ignored'
    const reason = `${decided.kind}: ${decided.reason}`
    return keep(ctx, settings, input, { ...kept, state, reason, bounce: decided.bounce })
  }
  const from = speakerOf(mail)
  if (!from) {
    return keep(ctx, settings, input, { ...kept, state: 'quarantined', reason: 'no sender' })
  }
  const address = from.address.toLowerCase()
  const reply = extractReplyText(mail).reply
  let outcome: IngestOutcome = { outcome: 'repeated' }
  const write = async (tx: Transaction): Promise<void> => {
    const done = { state: 'done', reason: '' } as const
    const inboundId = await claimMail(ctx, tx, input, kept, done)
    if (inboundId === null) return
    const sender = await identifySender(
      ctx,
      tx,
      { channel: 'email', address, displayName: from.name },
      null,
    )
    outcome = await place(ctx, tx, settings, { mail, reply, sender, inboundId, files, input })
  }
  // What continues nothing opens a ticket of its own and meets nobody but its sender.
  const alone = input.replay !== undefined || claimsThread(mail, settings, input)
  await (alone ? inTx(ctx, write) : inSharedTx(ctx, address, write))
  return outcome
}

type Placing = {
  mail: ParsedMail
  reply: string
  sender: Identity
  inboundId: string
  files: NewAttachment[]
  input: Arrival
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
    refs: [mail.messageId, readThreadIndex(mail.headers)?.ref].filter((ref) => ref != null),
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
    return { outcome: 'appended', ticketId: ticket.id, reason: thread.reason }
  }
  const body = thread.action === 'new_linked' || thread.reason === 'forward' ? mail.text : reply
  const { ticket, messageId } = await openTicket(ctx, tx, {
    ...words,
    body: body || mail.subject,
    // A guess to begin with: the acknowledgement reads everything.
    locale: detectLanguage(`${mail.subject}\n${reply}`.slice(0, 500)).lang satisfies Locale,
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

type Keeping = Kept & {
  state: 'ignored' | 'quarantined'
  reason: string
  bounce?: BounceReport | undefined
}

/** Keeps a mail that makes no ticket, with the reason; a bounce has its effects in the same transaction. */
async function keep(
  ctx: Ctx,
  settings: MailSettings,
  input: IngestInput,
  { bounce, state, ...found }: Keeping,
): Promise<IngestOutcome> {
  const reason = found.reason.slice(0, 500)
  const isNew = await inTx(ctx, async (tx) => {
    const id = await claimMail(ctx, tx, input, found, { state, reason })
    if (id === null) return false
    const ticketId = bounce ? await noteBounce(ctx, tx, settings, bounce) : null
    if (ticketId !== null) await tx.update(inbound).set({ ticketId }).where(eq(inbound.id, id))
    return true
  })
  if (!isNew) return { outcome: 'repeated' }
  ctx.log.info({ state, reason: reason.split(':')[0] }, 'mail kept without a ticket')
  return { outcome: 'kept', state, reason }
}
