import type { Transaction } from '../../db/client.ts'
import { outbound } from '../../db/schema/transport.ts'
import type { Ctx } from '../context.ts'
import type { Locale } from '../i18n/locale.ts'
import { enqueue } from '../jobs/enqueue.ts'
import type { Channel } from '../people/identify-sender.ts'
import { type OutboundInput, type OutboundKind, outboundModels } from './kinds.ts'
import type { HeldReason } from './mail-brakes.ts'

export type QueueOutboundInput<K extends OutboundKind> = {
  channel: Channel
  address: string
  locale: Locale
  kind: K
  model: OutboundInput<K>
  ticketId?: string
  messageId?: string
  /** Stays in the outbox until its time, or until a person lets it go. */
  hold?: { reason: HeldReason; until: Date | null }
}

/** Messages of one conversation leave in the order they were queued. */
export function conversationKey(channel: Channel, address: string): string {
  return `${channel}:${address}`
}

/**
 * Writes a message into the outbox and queues its delivery, both within `tx`. Phone and web have no way
 * back: then nothing is queued and null returned.
 */
export async function queueOutbound<K extends OutboundKind>(
  ctx: Ctx,
  tx: Transaction,
  input: QueueOutboundInput<K>,
): Promise<string | null> {
  if (input.channel === 'phone' || input.channel === 'web') return null
  const id = ctx.newId()
  const { hold, ...row } = input
  const conversation = conversationKey(input.channel, input.address)
  await tx.insert(outbound).values({
    id,
    conversation,
    ...row,
    ...(hold ? { state: 'held' as const, heldReason: hold.reason, notBefore: hold.until } : {}),
    model: outboundModels[input.kind].parse(input.model),
    createdAt: ctx.now(),
  })
  if (!hold) await enqueue(ctx, tx, 'deliver', { outboundId: id }, { key: conversation })
  return id
}
