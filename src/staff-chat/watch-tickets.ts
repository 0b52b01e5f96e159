import { once } from 'node:events'
import { sql } from 'drizzle-orm'
import type postgres from 'postgres'
import { staffTopic } from '../../db/schema/chat.ts'
import { message, messageRef, ticket } from '../../db/schema/tickets.ts'
import { type Ctx, inTx } from '../context.ts'
import { enqueueAll } from '../jobs/enqueue.ts'
import { topicEnds } from './show-ticket.ts'

/** What changed while nobody watched is made up for so far back. */
const lookBackMs = 24 * 3_600_000
const atOnce = 500

/** Queues every ticket that looks different now for its topic, until `signal` aborts; by one process of all. */
export async function watchTickets(
  ctx: Ctx,
  listener: postgres.Sql,
  chatId: string,
  signal: AbortSignal,
): Promise<void> {
  const trouble = (error: unknown) => ctx.log.warn({ err: String(error) }, 'topics')
  const queue = (ids: string[]) => queueTopics(ctx, ids).catch(trouble)
  const listening = await listener.listen(
    'kense_ticket',
    (ticketId) => void queue([ticketId]),
    () => void staleTopics(ctx, chatId).then(queue, trouble),
  )
  if (!signal.aborted) await once(signal, 'abort')
  await listening.unlisten()
}

async function queueTopics(ctx: Ctx, ticketIds: string[]): Promise<void> {
  await inTx(ctx, (tx) =>
    enqueueAll(
      ctx,
      tx,
      'show-ticket',
      ticketIds.map((ticketId) => ({ payload: { ticketId }, key: ticketId })),
    ),
  )
}

/** Tickets whose topic is missing, lacks a message, or is open or closed when it should not be. */
export async function staleTopics(ctx: Ctx, chatId: string): Promise<string[]> {
  const since = new Date(ctx.now().getTime() - lookBackMs).toISOString()
  const ended = sql`(${ticket.status} in (${sql.join(
    topicEnds.map((status) => sql`${status}`),
    sql`, `,
  )}))`
  const rows = await ctx.db.execute<{ id: string }>(sql`
    select ${ticket.id} from ${ticket}
    left join ${staffTopic} on ${staffTopic.ticketId} = ${ticket.id} and ${staffTopic.chatId} = ${chatId}
    where ${ticket.updatedAt} > ${since}::timestamptz and ${ticket.acknowledgedAt} is not null
      and coalesce(${staffTopic.closed}, true) <> ${ended}
      or ${staffTopic.ticketId} is not null and not ${staffTopic.closed} and exists (
        select from ${message} where ${message.ticketId} = ${ticket.id} and not exists (
          select from ${messageRef} where ${messageRef.ticketId} = ${ticket.id}
            and ${messageRef.messageId} = ${message.id} and ${messageRef.channel} = 'telegram'
            and ${messageRef.ref} like ${`${chatId}:%`}))
    order by ${ticket.id} limit ${atOnce}`)
  return rows.map(({ id }) => id)
}
