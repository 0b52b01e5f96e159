import type { Transaction } from '../../db/client.ts'
import type { Ctx } from '../context.ts'
import { changeStatus } from '../tickets/change-status.ts'
import type { Ticket } from '../tickets/load-ticket.ts'
import { writeMessage } from '../tickets/write-message.ts'

/** What the client told by a button, as a line of the conversation: «Браузер: Chrome». The ticket is locked. */
export async function addClientLine(
  ctx: Ctx,
  tx: Transaction,
  current: Ticket,
  body: string,
): Promise<Ticket> {
  const now = ctx.now()
  const { messageId } = await writeMessage(ctx, tx, {
    ticketId: current.id,
    author: 'client',
    channel: 'telegram',
    identityId: current.identityId,
    body,
    createdAt: now,
  })
  return changeStatus(ctx, tx, current, 'client_wrote', {
    data: { messageId },
    set: { lastClientMessageAt: now, ...noticed(current, now) },
  })
}

/** The press was answered at once, so no notice of it is due; one that is due for earlier words still is. */
export function noticed(current: Ticket, now: Date): { noticedAt?: Date } {
  const due = current.noticedAt === null || current.lastClientMessageAt > current.noticedAt
  return due ? {} : { noticedAt: now }
}
