import { randomBytes } from 'node:crypto'
import type { PgInsertValue } from 'drizzle-orm/pg-core'
import type { Transaction } from '../../db/client.ts'
import { ticket, ticketParticipant } from '../../db/schema/tickets.ts'
import { appendAudit } from '../audit.ts'
import type { Ctx } from '../context.ts'
import type { Locale } from '../i18n/locale.ts'
import { enqueue } from '../jobs/enqueue.ts'
import type { Channel, Identity } from '../people/identify-sender.ts'
import { newestPolicyVersion } from '../sla/current-rules.ts'
import { maskSecrets } from '../text/mask.ts'
import type { Ticket } from './load-ticket.ts'
import { makeTicketNumber } from './ticket-number.ts'
import { type NewAttachment, notifyTicketChanged, writeMessage } from './write-message.ts'

export type OpenTicketInput = {
  sender: Identity
  channel: Channel
  locale: Locale
  subject: string
  body: string
  receivedAt: Date
  /** Further messages until then belong to the same burst (`INTAKE_QUIET_MS`); 0 for mail. */
  quietMs: number
  inboundId?: string
  refs?: string[]
  attachments?: NewAttachment[]
  /** Why a new ticket and not an old one: shown on the ticket. */
  because?: string
  /** What staff should look at: two IDs in the subject, an ID of another ticket. */
  hints?: readonly string[]
}

const subjectLimit = 200

/**
 * Registers a request within the caller's transaction: ticket with its ID, message, audit link and the
 * queued job that will acknowledge it (Annex 1, 4.3). Never refuses for number or speed (1.3).
 */
export async function openTicket(
  ctx: Ctx,
  tx: Transaction,
  input: OpenTicketInput,
): Promise<{ ticket: Ticket; messageId: string; attachmentIds: string[] }> {
  const id = ctx.newId()
  const burstEndsAt = new Date(ctx.now().getTime() + input.quietMs)
  const opened = await insertWithFreeNumber(tx, {
    id,
    subject: maskSecrets(input.subject).text.slice(0, subjectLimit),
    status: 'registered',
    channel: input.channel,
    locale: input.locale,
    requesterId: input.sender.contactId,
    identityId: input.sender.id,
    intent: 'other',
    priority: 'low',
    complexity: 'simple',
    category: 'other',
    receivedAt: input.receivedAt,
    burstEndsAt,
    lastClientMessageAt: input.receivedAt,
    slaPolicyVersion: newestPolicyVersion,
    updatedAt: ctx.now(),
  })
  await tx
    .insert(ticketParticipant)
    .values({ ticketId: id, identityId: input.sender.id, addedAt: ctx.now() })
  const written = await writeMessage(ctx, tx, {
    ticketId: id,
    author: 'client',
    channel: input.channel,
    body: input.body,
    identityId: input.sender.id,
    ...(input.inboundId === undefined ? {} : { inboundId: input.inboundId }),
    createdAt: input.receivedAt,
    refs: input.refs ?? [],
    attachments: input.attachments ?? [],
  })
  await appendAudit(
    ctx,
    tx,
    {
      chain: `ticket:${id}`,
      action: 'ticket.opened',
      data: {
        channel: input.channel,
        priority: opened.priority,
        receivedAt: input.receivedAt.toISOString(),
        messageId: written.messageId,
        ...(input.because === undefined ? {} : { because: input.because }),
        ...(input.hints?.length ? { hints: input.hints } : {}),
      },
    },
    'new',
  )
  await enqueue(
    ctx,
    tx,
    'acknowledge',
    { ticketId: id },
    input.quietMs > 0 ? { startAfter: burstEndsAt } : {},
  )
  await enqueueFetches(ctx, tx, input.attachments ?? [], written.attachmentIds)
  await notifyTicketChanged(tx, id)
  return { ticket: opened, ...written }
}

/** The random number is new almost always; the unique index decides, and a taken one is drawn again. */
async function insertWithFreeNumber(
  tx: Transaction,
  values: Omit<PgInsertValue<typeof ticket>, 'number'>,
): Promise<Ticket> {
  for (let attempt = 0; attempt < 20; attempt += 1) {
    const [row] = await tx
      .insert(ticket)
      .values({ ...values, number: makeTicketNumber(randomBytes) })
      .onConflictDoNothing({ target: ticket.number })
      .returning()
    if (row) return row
  }
  throw new Error('no free ticket number in 20 draws')
}

/** Bytes that still lie with Telegram are fetched later, outside the transaction. */
export async function enqueueFetches(
  ctx: Ctx,
  tx: Transaction,
  files: NewAttachment[],
  ids: string[],
): Promise<void> {
  for (const [at, file] of files.entries()) {
    const attachmentId = ids[at]
    if (file.remoteRef !== null && attachmentId !== undefined && file.verdict === 'accepted') {
      await enqueue(ctx, tx, 'fetch-attachment', { attachmentId })
    }
  }
}
