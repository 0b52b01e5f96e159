import { and, desc, eq } from 'drizzle-orm'
import { z } from 'zod'
import { message, ticket } from '../../db/schema/tickets.ts'
import { type Ctx, deskRoles, requireStaff } from '../context.ts'
import { DomainError } from '../errors.ts'
import { maskPersonalData } from '../text/mask.ts'
import { saveArticle } from './save-article.ts'

/** From a ticket that staff answered: its question and the last answer become a draft article, masked. */
export async function draftFromTicket(
  ctx: Ctx,
  input: { ticketId: string },
): Promise<{ slug: string }> {
  requireStaff(ctx, deskRoles)
  const id = z.uuid().parse(input.ticketId)
  const [from] = await ctx.db.select().from(ticket).where(eq(ticket.id, id))
  if (!from) throw new DomainError('not_found', 'ticketNotFound')
  const [answer] = await ctx.db
    .select({ body: message.body })
    .from(message)
    .where(and(eq(message.ticketId, id), eq(message.author, 'staff'), eq(message.internal, false)))
    .orderBy(desc(message.createdAt), desc(message.id))
    .limit(1)
  if (!answer) throw new DomainError('precondition', 'noAnswerYet')
  return saveArticle(ctx, {
    slug: `draft-${from.number}`,
    isNew: true,
    product: 'other',
    titleRu: maskPersonalData(from.subject).text.slice(0, 300) || from.number,
    answerRu: maskPersonalData(answer.body).text.slice(0, 8000),
  })
}
