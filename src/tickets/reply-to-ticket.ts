import { eq } from 'drizzle-orm'
import { z } from 'zod'
import { identity, staff } from '../../db/schema/people.ts'
import { type Ctx, deskRoles, inTx, requireStaff } from '../context.ts'
import { focusOn } from '../conversation/focus.ts'
import { queueOutbound } from '../delivery/queue-outbound.ts'
import { DomainError } from '../errors.ts'
import { changeStatus } from './change-status.ts'
import { requireLiveTicketForUpdate, type Ticket } from './load-ticket.ts'
import { asAttachments, StaffFiles } from './staff-files.ts'
import { nameInStaffChat, writeMessage } from './write-message.ts'

export const ReplyToTicketInput = z.object({
  ticketId: z.uuid(),
  text: z.string().trim().min(1, 'emptyText').max(20_000, 'textTooLong'),
  /** A question to the client: the ticket waits for the answer, the clock pauses (4.6). */
  question: z.boolean().default(false),
  /** Answers and solves in one step. */
  resolve: z.boolean().default(false),
  /** Kept by `keepStaffFiles`. */
  files: StaffFiles,
  /** `chat:message`, written in the staff chat: the same one again is refused. */
  ref: z.string().optional(),
})
export type ReplyToTicketInput = z.input<typeof ReplyToTicketInput>

/** A member of staff answers the client, in the client's channel. */
export async function replyToTicket(ctx: Ctx, input: ReplyToTicketInput): Promise<Ticket> {
  const actor = requireStaff(ctx, deskRoles)
  const { ticketId, text, question, resolve, files, ref } = ReplyToTicketInput.parse(input)
  return inTx(ctx, async (tx) => {
    const current = await requireLiveTicketForUpdate(tx, ticketId)
    const [to] = await tx.select().from(identity).where(eq(identity.id, current.identityId))
    const [author] = await tx.select().from(staff).where(eq(staff.id, actor.staffId))
    if (!to || !author) throw new DomainError('not_found', 'ticketNotFound')
    const { messageId, attachmentIds } = await writeMessage(ctx, tx, {
      ticketId,
      author: 'staff',
      staffId: actor.staffId,
      channel: to.channel,
      body: text,
      createdAt: ctx.now(),
      attachments: asAttachments(files),
    })
    if (ref !== undefined) await nameInStaffChat(ctx, tx, { ref, ticketId, messageId })
    if (to.channel === 'telegram') await focusOn(ctx, to.id, ticketId, tx)
    const common = { channel: to.channel, address: to.address, locale: current.locale, ticketId }
    const about = { number: current.number, subject: current.subject }
    // A mail takes its files along; in a chat each one is a message of its own, sent and retried by itself.
    const sendFiles = async () => {
      if (to.channel !== 'telegram') return
      for (const attachmentId of attachmentIds) {
        const model = { ...about, attachmentId }
        await queueOutbound(ctx, tx, { ...common, kind: 'staff_file', messageId, model })
      }
    }
    const set = {
      lastStaffMessageAt: ctx.now(),
      firstResponseAt: current.firstResponseAt ?? ctx.now(),
      assigneeId: current.assigneeId ?? actor.staffId,
    }
    const answered = await changeStatus(ctx, tx, current, question ? 'question_sent' : 'answered', {
      data: { messageId },
      set,
    })
    if (!resolve || question) {
      await queueOutbound(ctx, tx, {
        ...common,
        kind: 'staff_reply',
        messageId,
        model: { ...about, text, author: author.name, question },
      })
      await sendFiles()
      return answered
    }
    const resolved = await changeStatus(ctx, tx, answered, 'resolved')
    await sendFiles()
    await queueOutbound(ctx, tx, {
      ...common,
      kind: 'resolved',
      messageId,
      model: { ...about, text, cycle: resolved.cycle },
    })
    return resolved
  })
}
