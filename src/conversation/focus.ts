import { eq } from 'drizzle-orm'
import type { Database, Transaction } from '../../db/client.ts'
import { telegramChat } from '../../db/schema/tickets.ts'
import type { Ctx } from '../context.ts'

/** The ticket of the latest activity: words without any hint go there. A staff answer moves it, too. */
export async function focusOn(
  ctx: Ctx,
  identityId: string,
  ticketId: string,
  writer: Pick<Database | Transaction, 'update'> = ctx.db,
): Promise<void> {
  await writer
    .update(telegramChat)
    .set({ focusTicketId: ticketId, updatedAt: ctx.now() })
    .where(eq(telegramChat.identityId, identityId))
}
