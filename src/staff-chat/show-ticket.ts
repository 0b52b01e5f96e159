import { and, asc, eq, inArray, like, sql } from 'drizzle-orm'
import type { Database } from '../../db/client.ts'
import { staffTopic } from '../../db/schema/chat.ts'
import { contact, staff } from '../../db/schema/people.ts'
import { attachment, message, messageRef, ticket } from '../../db/schema/tickets.ts'
import { type Ctx, requireSystem } from '../context.ts'
import type { TicketStatus } from '../tickets/status.ts'
import { type TopicGateway, TopicGone, type TopicPost } from './topic-gateway.ts'

/** In these a ticket has no topic open; a solved one may still be talked about. */
export const topicEnds = ['closed', 'refused', 'merged'] as const satisfies TicketStatus[]

type Topic = typeof staffTopic.$inferSelect

/**
 * Brings a ticket's forum topic up to date: opens it, posts what is new, corrects what was edited, closes or
 * reopens it. Every posted message is named in `message_ref`, so that it is posted once.
 */
export async function showTicket(
  ctx: Ctx,
  forum: TopicGateway,
  input: { ticketId: string },
): Promise<void> {
  requireSystem(ctx)
  const { ticketId } = input
  const [shown] = await ctx.db
    .select({ ticket, requester: contact.name })
    .from(ticket)
    .innerJoin(contact, eq(contact.id, ticket.requesterId))
    .where(eq(ticket.id, ticketId))
  // Before its first burst is over nobody knows how urgent it is.
  if (!shown || shown.ticket.acknowledgedAt === null) return
  // The staff chat is read by more people than may see a report of abuse.
  if (shown.ticket.restricted) return
  const ended = (topicEnds as readonly string[]).includes(shown.ticket.status)
  const known = await topicOf(ctx.db, forum.chatId, ticketId)
  if (!known && ended) return
  const topic =
    known ??
    (await openTopic(ctx, forum, ticketId, { ...shown.ticket, requester: shown.requester }))
  try {
    if (topic.closed && !ended) await setClosed(ctx, forum, topic, false)
    await postMessages(ctx, forum, topic)
    if (!topic.closed && ended) await setClosed(ctx, forum, topic, true)
  } catch (error) {
    if (error instanceof TopicGone) await forget(ctx.db, topic)
    throw error
  }
}

async function topicOf(db: Database, chatId: string, ticketId: string): Promise<Topic | null> {
  const [row] = await db
    .select()
    .from(staffTopic)
    .where(and(eq(staffTopic.ticketId, ticketId), eq(staffTopic.chatId, chatId)))
  return row ?? null
}

async function openTopic(
  ctx: Ctx,
  forum: TopicGateway,
  ticketId: string,
  header: Parameters<TopicGateway['open']>[0],
): Promise<Topic> {
  const threadId = await forum.open(header)
  const place = { chatId: forum.chatId, threadId, closed: false, createdAt: ctx.now() }
  const row = { ticketId, ...place }
  await ctx.db
    .insert(staffTopic)
    .values(row)
    .onConflictDoUpdate({ target: staffTopic.ticketId, set: place })
  return row
}

async function setClosed(
  ctx: Ctx,
  forum: TopicGateway,
  { ticketId, threadId }: Topic,
  closed: boolean,
): Promise<void> {
  await forum.setClosed(threadId, closed)
  await ctx.db.update(staffTopic).set({ closed }).where(eq(staffTopic.ticketId, ticketId))
}

/** So that the next attempt opens a new one and shows everything again. */
async function forget(db: Database, { ticketId, chatId }: Topic): Promise<void> {
  await db.delete(messageRef).where(inChat(ticketId, chatId))
  await db.delete(staffTopic).where(eq(staffTopic.ticketId, ticketId))
}

function inChat(ticketId: string, chatId: string) {
  return and(
    eq(messageRef.ticketId, ticketId),
    eq(messageRef.channel, 'telegram'),
    like(messageRef.ref, `${chatId}:%`),
  )
}

async function postMessages(
  ctx: Ctx,
  forum: TopicGateway,
  { ticketId, threadId, chatId }: Topic,
): Promise<void> {
  const refs = await ctx.db.select().from(messageRef).where(inChat(ticketId, chatId))
  const byMessage = Map.groupBy(refs, ({ messageId }) => messageId)
  for (const { id, editedAt, post } of await postsOf(ctx.db, ticketId)) {
    const posted = byMessage.get(id)
    if (!posted) {
      const names = await forum.post(threadId, post)
      const row = { channel: 'telegram' as const, ticketId, messageId: id, createdAt: ctx.now() }
      await ctx.db.insert(messageRef).values(names.map((ref) => ({ ref, ...row })))
    } else if (editedAt !== null && posted.every(({ createdAt }) => createdAt < editedAt)) {
      const names = posted.map(({ ref }) => ref)
      await forum.correct(names, post)
      await ctx.db
        .update(messageRef)
        .set({ createdAt: ctx.now() })
        .where(and(eq(messageRef.channel, 'telegram'), inArray(messageRef.ref, names)))
    }
  }
}

async function postsOf(
  db: Database,
  ticketId: string,
): Promise<{ id: string; editedAt: Date | null; post: TopicPost }[]> {
  const rows = await db
    .select({
      message,
      staffName: staff.name,
      files: sql<string[]>`array(
        select ${attachment.name} from ${attachment}
        where ${attachment.messageId} = ${message.id} order by ${attachment.id})`,
    })
    .from(message)
    .leftJoin(staff, eq(staff.id, message.staffId))
    .where(eq(message.ticketId, ticketId))
    .orderBy(asc(message.createdAt), asc(message.id))
  return rows.map(({ message: { id, editedAt, author, body, internal }, staffName, files }) => ({
    id,
    editedAt,
    post: {
      author,
      name: staffName ?? '',
      text: body,
      internal,
      edited: editedAt !== null,
      files,
    },
  }))
}
