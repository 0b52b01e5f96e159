import { and, eq } from 'drizzle-orm'
import { z } from 'zod'
import { staffTopic } from '../../db/schema/chat.ts'
import { identity } from '../../db/schema/people.ts'
import { messageRef, ticket } from '../../db/schema/tickets.ts'
import type { Ctx } from '../context.ts'
import { DomainError } from '../errors.ts'
import type { BlobStore } from '../storage/blob-store.ts'
import { addNote } from '../tickets/add-note.ts'
import { editReply } from '../tickets/change-reply.ts'
import { replyToTicket } from '../tickets/reply-to-ticket.ts'
import { keepStaffFiles, type StaffFile } from '../tickets/staff-files.ts'
import { asStaffOfTelegram } from './link-staff.ts'

const base = {
  chatId: z.string(),
  threadId: z.number().int(),
  messageId: z.number().int(),
  userId: z.string(),
  text: z.string(),
}
export const AnswerInTopicInput = z.object({
  ...base,
  files: z.array(z.object({ fileId: z.string(), name: z.string(), tooBig: z.boolean() })),
})
export type AnswerInTopicInput = z.infer<typeof AnswerInTopicInput>

const noteMark = '//'

export type TopicFiles = {
  download: (fileId: string) => Promise<Buffer>
  store: Pick<BlobStore, 'put'>
}

/**
 * What a member of staff writes in a ticket's topic goes to the client; after `//` it is a note. The same
 * message again changes nothing. `elsewhere`: no ticket's topic. @throws DomainError
 */
export async function answerInTopic(
  ctx: Ctx,
  deps: TopicFiles,
  input: AnswerInTopicInput,
): Promise<'elsewhere' | 'answered' | 'noted'> {
  const given = AnswerInTopicInput.parse(input)
  const { chatId, threadId, messageId, userId } = given
  const ticketId = await ticketOfTopic(ctx, { chatId, threadId })
  if (ticketId === null) return 'elsewhere'
  const who = await requireLinked(ctx, userId)
  const files = await bring(who, deps, given.files)
  const text = given.text || files.map(({ name }) => `📎 ${name}`).join('\n')
  const ref = `${chatId}:${messageId}`
  if (text.startsWith(noteMark)) {
    await addNote(who, { ticketId, text: text.slice(noteMark.length), files, ref })
    return 'noted'
  }
  if (await mustCall(ctx, ticketId)) throw new DomainError('precondition', 'callClient')
  await replyToTicket(who, { ticketId, text, files, ref })
  return 'answered'
}

/** Files of staff are judged as those of the panel; one that is refused refuses the answer. */
async function bring(
  who: Ctx,
  { download, store }: TopicFiles,
  files: AnswerInTopicInput['files'],
): Promise<StaffFile[]> {
  if (files.length === 0) return []
  if (files.some(({ tooBig }) => tooBig)) throw new DomainError('invalid', 'fileTooLarge')
  const brought = []
  for (const { fileId, name } of files) brought.push({ name, content: await download(fileId) })
  return keepStaffFiles(who, store, brought)
}

export const EditInTopicInput = z.object(base)
export type EditInTopicInput = z.infer<typeof EditInTopicInput>

/** A member of staff edited his message in a topic: the client's is corrected. @throws DomainError */
export async function editInTopic(
  ctx: Ctx,
  input: EditInTopicInput,
): Promise<'elsewhere' | 'answered'> {
  const { chatId, messageId, userId, text } = EditInTopicInput.parse(input)
  const [known] = await ctx.db
    .select({ messageId: messageRef.messageId })
    .from(messageRef)
    .where(and(eq(messageRef.channel, 'telegram'), eq(messageRef.ref, `${chatId}:${messageId}`)))
  if (!known?.messageId) return 'elsewhere'
  await editReply(await requireLinked(ctx, userId), { messageId: known.messageId, text })
  return 'answered'
}

async function ticketOfTopic(
  ctx: Ctx,
  { chatId, threadId }: { chatId: string; threadId: number },
): Promise<string | null> {
  const [topic] = await ctx.db
    .select({ ticketId: staffTopic.ticketId })
    .from(staffTopic)
    .where(and(eq(staffTopic.chatId, chatId), eq(staffTopic.threadId, threadId)))
  return topic?.ticketId ?? null
}

/** Over the phone and the web form no answer goes by itself. */
async function mustCall(ctx: Ctx, ticketId: string): Promise<boolean> {
  const [to] = await ctx.db
    .select({ channel: identity.channel })
    .from(ticket)
    .innerJoin(identity, eq(identity.id, ticket.identityId))
    .where(eq(ticket.id, ticketId))
  return to?.channel === 'phone' || to?.channel === 'web'
}

async function requireLinked(ctx: Ctx, userId: string): Promise<Ctx> {
  const who = await asStaffOfTelegram(ctx, userId)
  if (!who) throw new DomainError('forbidden', 'notLinked')
  return who.ctx
}
