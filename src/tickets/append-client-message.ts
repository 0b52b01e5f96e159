import type { Transaction } from '../../db/client.ts'
import type { Ctx } from '../context.ts'
import { enqueue } from '../jobs/enqueue.ts'
import type { Channel, Identity } from '../people/identify-sender.ts'
import { changeStatus } from './change-status.ts'
import { isGratitude } from './gratitude.ts'
import type { Ticket } from './load-ticket.ts'
import { enqueueFetches } from './open-ticket.ts'
import { isOpen } from './status.ts'
import { type NewAttachment, writeMessage } from './write-message.ts'

export type AppendInput = {
  sender: Identity
  channel: Channel
  body: string
  receivedAt: Date
  quietMs: number
  inboundId?: string
  refs?: string[]
  attachments?: NewAttachment[]
  /** How the mail was found to belong here, and what staff should look at: kept in the history. */
  because?: string
  hints?: readonly string[]
}

/**
 * Adds a client's words to a locked ticket. Waiting and suspended tickets go on; a solved one reopens under
 * the same ID, unless the words are only thanks (Annex 1, 4.3 and 4.7).
 */
export async function appendClientMessage(
  ctx: Ctx,
  tx: Transaction,
  current: Ticket,
  input: AppendInput,
): Promise<{ ticket: Ticket; messageId: string }> {
  const { messageId, attachmentIds } = await writeMessage(ctx, tx, {
    ticketId: current.id,
    author: 'client',
    channel: input.channel,
    body: input.body,
    identityId: input.sender.id,
    ...(input.inboundId === undefined ? {} : { inboundId: input.inboundId }),
    createdAt: input.receivedAt,
    refs: input.refs ?? [],
    attachments: input.attachments ?? [],
  })
  const thanks =
    !isOpen(current.status) && (input.attachments ?? []).length === 0 && isGratitude(input.body)
  const now = ctx.now()
  const burstEndsAt = new Date(now.getTime() + input.quietMs)
  const inBurst = current.burstEndsAt > now
  const changed = await changeStatus(ctx, tx, current, thanks ? 'client_thanked' : 'client_wrote', {
    data: {
      messageId,
      ...(input.because === undefined ? {} : { because: input.because }),
      ...(input.hints?.length ? { hints: input.hints } : {}),
    },
    set: {
      lastClientMessageAt: input.receivedAt,
      ...(input.quietMs > 0 ? { burstEndsAt } : {}),
    },
  })
  // A mail thread needs no word of where it went; a burst in a chat has its job already, which waits again.
  if (input.channel === 'telegram' && !inBurst) {
    await enqueue(ctx, tx, 'acknowledge', { ticketId: current.id }, { startAfter: burstEndsAt })
  }
  if (current.acknowledgedAt !== null) await enqueue(ctx, tx, 'heed-words', { messageId })
  await enqueueFetches(ctx, tx, input.attachments ?? [], attachmentIds)
  return { ticket: changed, messageId }
}
