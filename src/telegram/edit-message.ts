import { and, count, eq } from 'drizzle-orm'
import { message, messageRef, messageVersion } from '../../db/schema/tickets.ts'
import { appendAudit } from '../audit.ts'
import { type Ctx, inTx } from '../context.ts'
import { requireTicketForUpdate } from '../tickets/load-ticket.ts'
import { notifyTicketChanged } from '../tickets/write-message.ts'

/** The client edited his message: the new wording is shown, the old one kept. Returns false for one we never had. */
export async function editTelegramMessage(
  ctx: Ctx,
  input: { chatId: string; messageId: number; text: string; editedAt: Date },
): Promise<boolean> {
  return inTx(ctx, async (tx) => {
    const [known] = await tx
      .select({ ticketId: message.ticketId, id: message.id, body: message.body })
      .from(messageRef)
      .innerJoin(message, eq(message.id, messageRef.messageId))
      .where(
        and(
          eq(messageRef.channel, 'telegram'),
          eq(messageRef.ref, `${input.chatId}:${input.messageId}`),
          eq(message.author, 'client'),
        ),
      )
    if (!known || known.body === input.text) return known !== undefined
    const current = await requireTicketForUpdate(tx, known.ticketId)
    const [versions] = await tx
      .select({ n: count() })
      .from(messageVersion)
      .where(eq(messageVersion.messageId, known.id))
    await tx.insert(messageVersion).values({
      messageId: known.id,
      version: (versions?.n ?? 0) + 1,
      body: known.body,
      replacedAt: ctx.now(),
    })
    await tx
      .update(message)
      .set({ body: input.text, editedAt: input.editedAt })
      .where(eq(message.id, known.id))
    await appendAudit(ctx, tx, {
      chain: `ticket:${current.id}`,
      action: 'message.edited',
      data: { messageId: known.id },
    })
    await notifyTicketChanged(tx, current.id)
    return true
  })
}
