import { sql } from 'drizzle-orm'
import { jsonRows } from '../../db/json-rows.ts'
import { messageRef } from '../../db/schema/tickets.ts'
import { outbound } from '../../db/schema/transport.ts'
import type { Ctx } from '../context.ts'
import { inGroups } from '../in-groups.ts'
import type { OutboundRow } from './claim.ts'

type Sent = { row: OutboundRow; refs: string[] }

/** Writes down that a row was sent and what it is called outside; rows sent together are written together. */
export const recordSent = inGroups<Sent, void>(
  async (ctx, group) => {
    await ctx.db.execute(sentRows(ctx, group))
    for (const { row } of group) {
      ctx.log.info({ outbound: row.id, kind: row.kind, channel: row.channel }, 'delivered')
    }
    return group.map(() => undefined)
  },
  ({ row }) => row.id,
)

function sentRows(ctx: Ctx, group: Sent[]) {
  const sentAt = ctx.now()
  const done = jsonRows(
    outbound,
    ['id', 'sentAt', 'ticketId'],
    group.map(({ row }) => ({ id: row.id, sentAt, ticketId: row.ticketId })),
  )
  const names = jsonRows(
    messageRef,
    ['channel', 'ref', 'ticketId', 'messageId', 'createdAt'],
    group.flatMap(({ row: { ticketId, channel, messageId }, refs }) =>
      ticketId === null
        ? []
        : refs.map((ref) => ({ channel, ref, ticketId, messageId, createdAt: sentAt })),
    ),
  )
  return sql`
    with sent as (
      update ${outbound} set state = 'sent', sent_at = given.sent_at, last_error = null
      from ${done.source} where ${outbound.id} = given.id
    ), named as (
      insert into ${messageRef} (${names.columns}) select ${names.columns} from ${names.source}
      on conflict do nothing
    )
    select pg_notify('kense_ticket', given.ticket_id::text) from ${done.source}
    where given.ticket_id is not null`
}
