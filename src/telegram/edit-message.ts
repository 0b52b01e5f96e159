import { and, count, eq } from 'drizzle-orm'
import { message, messageRef, messageVersion } from '../../db/schema/tickets.ts'
import { inbound } from '../../db/schema/transport.ts'
import { appendAudit } from '../audit.ts'
import { type Ctx, inTx } from '../context.ts'
import { maskSecrets } from '../text/mask.ts'
import { requireTicketForUpdate } from '../tickets/load-ticket.ts'
import { notifyTicketChanged } from '../tickets/write-message.ts'

export type EditedMessage = {
  chatId: string
  messageId: number
  /** Tells one edit from the next, and a repeat of the same update from both. */
  updateId: number
  text: string
  raw: unknown
}

/** The client edited his message: the new wording is shown, the old one kept. Returns false for one we never had. */
export async function editTelegramMessage(ctx: Ctx, input: EditedMessage): Promise<boolean> {
  const ref = `${input.chatId}:${input.messageId}`
  return inTx(ctx, async (tx) => {
    const [known] = await tx
      .select({ ticketId: message.ticketId, id: message.id, body: message.body })
      .from(messageRef)
      .innerJoin(message, eq(message.id, messageRef.messageId))
      .where(
        and(
          eq(messageRef.channel, 'telegram'),
          eq(messageRef.ref, ref),
          eq(message.author, 'client'),
        ),
      )
    if (!known) return false
    const current = await requireTicketForUpdate(tx, known.ticketId)
    const [fresh] = await tx
      .insert(inbound)
      .values({
        id: ctx.newId(),
        channel: 'telegram',
        externalKey: `${ref}:edit:${input.updateId}`,
        receivedAt: ctx.now(),
        raw: input.raw,
        state: 'done',
        ticketId: current.id,
      })
      .onConflictDoNothing()
      .returning({ id: inbound.id })
    const body = maskSecrets(input.text).text
    if (!fresh || known.body === body) return true
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
    await tx.update(message).set({ body, editedAt: ctx.now() }).where(eq(message.id, known.id))
    await appendAudit(ctx, tx, {
      chain: `ticket:${current.id}`,
      action: 'message.edited',
      data: { messageId: known.id },
    })
    await notifyTicketChanged(tx, current.id)
    return true
  })
}
