import { asc, eq, sql } from 'drizzle-orm'
import { jsonRows } from '../../db/json-rows.ts'
import { attachment, message, ticket } from '../../db/schema/tickets.ts'
import { inGroups } from '../in-groups.ts'
import type { Ticket } from './load-ticket.ts'

export type Said = { text: string; files: (typeof attachment.$inferSelect)[] }

/** A ticket, unlocked, with everything its client has written so far; null if there is no such ticket. */
export const whatWasSaid = inGroups<string, { ticket: Ticket; said: Said } | null>(
  async (ctx, ids) => {
    const tickets = jsonRows(
      ticket,
      ['id'],
      ids.map((id) => ({ id })),
    )
    const rows = await ctx.db
      .select()
      .from(ticket)
      .where(sql`${ticket.id} in (select given.id from ${tickets.source})`)
    const words = await ctx.db
      .select({ ticketId: message.ticketId, body: message.body, file: attachment })
      .from(message)
      .leftJoin(attachment, eq(attachment.messageId, message.id))
      .where(
        sql`${message.ticketId} in (select given.id from ${tickets.source}) and ${message.author} = 'client'`,
      )
      .orderBy(asc(message.createdAt), asc(message.id))
    const byTicket = Map.groupBy(words, ({ ticketId }) => ticketId)
    return ids.map((id) => {
      const found = rows.find((row) => row.id === id)
      const parts = byTicket.get(id) ?? []
      const text = [...new Set(parts.map(({ body }) => body))].join('\n')
      const files = parts.flatMap(({ file }) => file ?? [])
      return found ? { ticket: found, said: { text, files } } : null
    })
  },
  (id) => id,
)
