import { sql } from 'drizzle-orm'
import type { Transaction } from '../../db/client.ts'
import { jsonRows } from '../../db/json-rows.ts'
import { outbound } from '../../db/schema/transport.ts'
import type { Ctx } from '../context.ts'
import type { Locale } from '../i18n/locale.ts'
import { enqueue } from '../jobs/enqueue.ts'
import type { Channel } from '../people/identify-sender.ts'
import { together } from '../together.ts'
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
  await insertOutbound(tx, {
    id,
    conversation,
    ...row,
    state: hold ? 'held' : 'queued',
    heldReason: hold?.reason ?? null,
    notBefore: hold?.until ?? null,
    model: outboundModels[input.kind].parse(input.model),
    createdAt: ctx.now(),
  })
  if (!hold) await enqueue(ctx, tx, 'deliver', { outboundId: id }, { key: conversation })
  return id
}

const columns = [
  'id',
  'conversation',
  'channel',
  'address',
  'locale',
  'kind',
  'model',
  'ticketId',
  'messageId',
  'state',
  'heldReason',
  'notBefore',
  'createdAt',
] as const
type Row = Pick<typeof outbound.$inferInsert, (typeof columns)[number]>

const insertOutbound = together(async (tx, made: Row[]): Promise<undefined> => {
  const rows = jsonRows(outbound, columns, made)
  await tx.execute(
    sql`insert into ${outbound} (${rows.columns}) select ${rows.columns} from ${rows.source}`,
  )
})
