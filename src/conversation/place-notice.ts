import { and, asc, desc, eq, gt, inArray, ne, sql } from 'drizzle-orm'
import type { Transaction } from '../../db/client.ts'
import type { identity } from '../../db/schema/people.ts'
import { message, messageRef, ticket } from '../../db/schema/tickets.ts'
import { inbound } from '../../db/schema/transport.ts'
import type { Ctx } from '../context.ts'
import { queueOutbound } from '../delivery/queue-outbound.ts'
import { knownFaultOf } from '../incidents/known-fault.ts'
import { isGratitude } from '../tickets/gratitude.ts'
import type { Ticket } from '../tickets/load-ticket.ts'
import { isOpen, openStatuses } from '../tickets/status.ts'
import { findTicketNumbers } from '../tickets/ticket-number.ts'

/** As many tickets as fit a phone as buttons. */
const offered = 4

/**
 * Tells a chat where its further words went. With several open tickets and nothing in the words that points to
 * one, the others are offered. Once a person has answered, the bot adds no words of its own where nothing is in
 * doubt: it only marks the message as seen.
 */
export async function queuePlaceNotice(
  ctx: Ctx,
  tx: Transaction,
  current: Ticket,
  to: typeof identity.$inferSelect,
): Promise<void> {
  const words = await newWords(tx, current)
  const last = words.at(-1)
  if (!last) return
  const { number, subject } = current
  const common = {
    channel: to.channel,
    address: to.address,
    locale: current.locale,
    ticketId: current.id,
  }
  const messageIds = words.map(({ id }) => id)
  const reopened = await reopenedBy(tx, current, messageIds)
  const pointed = words.some((one) => one.isReply || findTicketNumbers(one.body).found.length > 0)
  const others = pointed ? [] : await otherOpenTickets(tx, current)
  const thanks = !isOpen(current.status) && isGratitude(last.body)
  const person = current.lastStaffMessageAt !== null && others.length === 0
  if (last.ref !== null && !reopened && (thanks || person)) {
    const emoji = thanks ? '❤' : '👀'
    await queueOutbound(ctx, tx, {
      ...common,
      kind: 'seen',
      model: { number, subject, ref: last.ref, emoji },
    })
    return
  }
  await queueOutbound(ctx, tx, {
    ...common,
    kind: 'appended',
    model: {
      number,
      subject,
      reopened,
      messageIds,
      others,
      incident: await knownFaultOf(tx, current),
    },
  })
}

async function newWords(tx: Transaction, current: Ticket) {
  return tx
    .select({
      id: message.id,
      body: message.body,
      isReply: sql<boolean>`coalesce(${inbound.raw}->'message' ? 'reply_to_message', false)`,
      ref: sql<string | null>`(
        select r.ref from ${messageRef} r where r.message_id = ${message.id} and r.channel = 'telegram'
          and r.ref not like '%:album:%' order by r.created_at desc limit 1)`,
    })
    .from(message)
    .leftJoin(inbound, eq(inbound.id, message.inboundId))
    .where(
      and(
        eq(message.ticketId, current.id),
        eq(message.author, 'client'),
        current.noticedAt === null ? undefined : gt(message.createdAt, current.noticedAt),
      ),
    )
    .orderBy(asc(message.createdAt), asc(message.id))
}

/** Whether these words were what opened a finished ticket again. */
async function reopenedBy(
  tx: Transaction,
  current: Ticket,
  messageIds: string[],
): Promise<boolean> {
  if (current.cycle === 1) return false
  const ids = sql.join(
    messageIds.map((id) => sql`${id}`),
    sql`, `,
  )
  const rows = await tx.execute(sql`
    select 1 from audit_event
    where chain = ${`ticket:${current.id}`} and action = 'ticket.client_wrote'
      and data->>'messageId' in (${ids}) and data->>'from' in ('resolved', 'closed', 'refused')
    limit 1`)
  return rows.length > 0
}

async function otherOpenTickets(tx: Transaction, current: Ticket) {
  return tx
    .select({ number: ticket.number, subject: ticket.subject })
    .from(ticket)
    .where(
      and(
        eq(ticket.requesterId, current.requesterId),
        ne(ticket.id, current.id),
        inArray(ticket.status, [...openStatuses]),
      ),
    )
    .orderBy(desc(ticket.updatedAt))
    .limit(offered)
}
