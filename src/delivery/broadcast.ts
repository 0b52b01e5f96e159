import { sql } from 'drizzle-orm'
import type { Transaction } from '../../db/client.ts'
import { jsonRows } from '../../db/json-rows.ts'
import { outbound } from '../../db/schema/transport.ts'
import type { OfTicket, Recipient } from '../clients/notify-client.ts'
import type { Ctx } from '../context.ts'
import type { Locale } from '../i18n/locale.ts'
import { enqueueAll } from '../jobs/enqueue.ts'
import { outboundModels } from './kinds.ts'
import { conversationKey } from './queue-outbound.ts'

export type BroadcastTo = Recipient & {
  /** His ticket that it concerns: what he answers then joins it. With the cycle that it ends, if it does. */
  of?: OfTicket & { cycle?: number }
  /** Because he has subscribed: named so that he can end it. */
  subscriptionId?: string
}

export type BroadcastInput = {
  /** Names the text: an announcement, one state of an incident. Made by the caller, who keeps it. */
  broadcastId: string
  to: BroadcastTo[]
  words: Record<Locale, { subject: string; text: string }>
}

const groupSize = 1000

/**
 * One text to many, each in his language and channel, sent through a queue and a budget of its own so that no
 * answer waits for it. Exists only if `tx` commits. Called again with the same `broadcastId` it reaches only
 * addresses that it has not reached: nobody reads it twice, and those who come later can be added. Returns how
 * many messages were queued now; who has only a phone gets none. Choose `to` by `recipients.ts`.
 */
export async function queueBroadcast(
  ctx: Ctx,
  tx: Transaction,
  { broadcastId, to, words }: BroadcastInput,
): Promise<number> {
  let queued = 0
  for (let at = 0; at < to.length; at += groupSize) {
    const group = to.slice(at, at + groupSize)
    const rows = group.flatMap(({ channel, address, locale, of, subscriptionId }) =>
      channel === 'phone' || channel === 'web'
        ? []
        : [
            {
              id: ctx.newId(),
              broadcastId,
              conversation: conversationKey(channel, address),
              channel,
              address,
              locale,
              kind: 'announcement',
              model: outboundModels.announcement.parse({
                ...words[locale],
                number: of?.number ?? null,
                cycle: of?.cycle ?? null,
                subscriptionId: subscriptionId ?? null,
              }),
              ticketId: of?.id ?? null,
              state: 'queued' as const,
              attempts: 0,
              uncertain: 0,
              createdAt: ctx.now(),
            },
          ],
    )
    const { columns, source } = jsonRows(outbound, broadcastColumns, rows)
    const fresh = await tx.execute<{ id: string; conversation: string }>(sql`
      insert into ${outbound} (${columns}) select ${columns} from ${source}
      on conflict (broadcast_id, conversation) where broadcast_id is not null do nothing
      returning id, conversation`)
    await enqueueAll(
      ctx,
      tx,
      'deliver-broadcast',
      fresh.map(({ id, conversation }) => ({ payload: { outboundId: id }, key: conversation })),
    )
    queued += fresh.length
  }
  return queued
}

const broadcastColumns = [
  'id',
  'broadcastId',
  'conversation',
  'channel',
  'address',
  'locale',
  'kind',
  'model',
  'ticketId',
  'state',
  'attempts',
  'uncertain',
  'createdAt',
] as const satisfies (keyof typeof outbound.$inferInsert)[]
