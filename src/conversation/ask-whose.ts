import type { Transaction } from '../../db/client.ts'
import type { Ctx } from '../context.ts'
import type { Ticket } from '../tickets/load-ticket.ts'
import { askInChat } from './ask-in-chat.ts'
import type { CompromiseStep } from './continue-dialog.ts'

/** The report stands and its 24 hours run; whose key it is comes next, and may be skipped (R63, R64). */
export async function askWhose(
  ctx: Ctx,
  tx: Transaction,
  chatId: string,
  { id, number, receivedAt }: Ticket,
): Promise<CompromiseStep> {
  await askInChat(ctx, chatId, { kind: 'compromise_whose', ticketId: id }, tx)
  return { kind: 'ask_whose', number, receivedAt }
}
