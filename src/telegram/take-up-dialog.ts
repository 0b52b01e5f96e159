import type { Transaction } from '../../db/client.ts'
import type { Ctx } from '../context.ts'
import { continueDialog } from '../conversation/continue-dialog.ts'
import { type Dialog, pendingDialog } from '../conversation/dialog.ts'
import type { Ticket } from '../tickets/load-ticket.ts'
import type { OpenedChat } from './chat.ts'
import type { GivenMessage, ReceivedMessage } from './receive-message.ts'

export type TakenUp =
  /** The words were an answer to the bot. */
  | { received: ReceivedMessage }
  /** They open a ticket, of the kind the client has named; an urgent one without a quiet period. */
  | { received: null; intent: Ticket['intent'] | null; urgent: boolean }

/** Whether a message answers what the bot asked last, or is a contact card. null: it is a matter of its own. */
export async function takeUpDialog(
  ctx: Ctx,
  tx: Transaction,
  message: GivenMessage,
  { chat }: OpenedChat,
): Promise<TakenUp | null> {
  const { card } = message
  if (card === null && chat.dialog === null) return null
  const dialog = pendingDialog(chat.dialog, ctx.now())
  if (card && (card.userId === message.userId || dialog?.kind === 'link_card')) {
    const answer = { kind: 'link_card', ...card } as const
    return { received: { ticketId: null, opened: false, answer } }
  }
  if (dialog === null || !answers(dialog, message)) return null
  const continued = await continueDialog(ctx, tx, chat, dialog, message.text)
  if (continued === null) return null
  if (continued.as === 'answer') {
    const { ticketId, answer } = continued
    return { received: { ticketId, opened: false, answer } }
  }
  const urgent = dialog.kind === 'compromise_what'
  return { received: null, intent: continued.intent, urgent }
}

/** Questions are answered by words; a file is a matter of its own. */
function answers(dialog: Dialog, message: GivenMessage): boolean {
  if (dialog.kind === 'open' || dialog.kind === 'compromise_what') return true
  return message.files.length === 0 && message.text.trim() !== ''
}
