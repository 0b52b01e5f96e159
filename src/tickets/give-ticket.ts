import { eq } from 'drizzle-orm'
import type { Transaction } from '../../db/client.ts'
import { ticket } from '../../db/schema/tickets.ts'
import { appendAudit } from '../audit.ts'
import type { Ctx } from '../context.ts'
import { changeStatus } from './change-status.ts'
import type { Ticket } from './load-ticket.ts'
import { notifyTicketChanged, writeMessage } from './write-message.ts'

type Manner = {
  /** For whoever has the ticket next: an internal note of this member of staff. */
  note?: { by: string; text: string } | undefined
  /** By what the ticket came into these hands, when nobody chose them. */
  how?: 'dealt' | 'handed_over'
}

/** Puts a locked ticket into somebody's hands, or back into the queue. The caller knows that he may hold it. */
export async function giveTicket(
  ctx: Ctx,
  tx: Transaction,
  current: Ticket,
  to: string | null,
  { note, how }: Manner = {},
): Promise<Ticket> {
  const said = note && note.text !== '' ? await writeNote(ctx, tx, current, note) : {}
  const data = { ...said, ...(how ? { how } : {}) }
  if (to !== null) {
    return changeStatus(ctx, tx, current, 'taken', {
      data: { assigneeId: to, ...data },
      set: { assigneeId: to },
    })
  }
  const [row] = await tx
    .update(ticket)
    .set({ assigneeId: null, updatedAt: ctx.now() })
    .where(eq(ticket.id, current.id))
    .returning()
  await appendAudit(ctx, tx, { chain: `ticket:${current.id}`, action: 'ticket.given_back', data })
  await notifyTicketChanged(tx, current.id)
  return row ?? current
}

async function writeNote(
  ctx: Ctx,
  tx: Transaction,
  current: Ticket,
  note: { by: string; text: string },
): Promise<{ messageId: string }> {
  const { messageId } = await writeMessage(ctx, tx, {
    ticketId: current.id,
    author: 'staff',
    staffId: note.by,
    channel: current.channel,
    internal: true,
    body: note.text,
    createdAt: ctx.now(),
  })
  return { messageId }
}
