import { z } from 'zod'
import { appendAudit } from '../audit.ts'
import { type Ctx, deskRoles, inTx, requireStaff } from '../context.ts'
import { requireLiveTicketForUpdate } from './load-ticket.ts'
import { asAttachments, StaffFiles } from './staff-files.ts'
import { nameInStaffChat, notifyTicketChanged, writeMessage } from './write-message.ts'

export const AddNoteInput = z.object({
  ticketId: z.uuid(),
  text: z.string().trim().min(1, 'emptyText').max(20_000, 'textTooLong'),
  /** Kept by `keepStaffFiles`. */
  files: StaffFiles,
  /** `chat:message`, written in the staff chat: the same one again is refused. */
  ref: z.string().optional(),
})
export type AddNoteInput = z.input<typeof AddNoteInput>

/** An internal note: staff see it, the client never does. */
export async function addNote(ctx: Ctx, input: AddNoteInput): Promise<void> {
  const actor = requireStaff(ctx, deskRoles)
  const { ticketId, text, files, ref } = AddNoteInput.parse(input)
  await inTx(ctx, async (tx) => {
    const current = await requireLiveTicketForUpdate(tx, ticketId)
    const { messageId } = await writeMessage(ctx, tx, {
      ticketId,
      author: 'staff',
      staffId: actor.staffId,
      channel: current.channel,
      internal: true,
      body: text,
      createdAt: ctx.now(),
      attachments: asAttachments(files),
    })
    if (ref !== undefined) await nameInStaffChat(ctx, tx, { ref, ticketId, messageId })
    await appendAudit(ctx, tx, {
      chain: `ticket:${ticketId}`,
      action: 'ticket.noted',
      data: { messageId },
    })
    await notifyTicketChanged(tx, ticketId)
  })
}
