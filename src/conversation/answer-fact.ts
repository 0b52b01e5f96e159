import { and, asc, eq, isNull } from 'drizzle-orm'
import { z } from 'zod'
import type { Transaction } from '../../db/client.ts'
import { ticketFact } from '../../db/schema/chat.ts'
import { message } from '../../db/schema/tickets.ts'
import { appendAudit } from '../audit.ts'
import { type Ctx, inTx } from '../context.ts'
import { chatTexts } from '../i18n/chat-texts.ts'
import type { Ticket } from '../tickets/load-ticket.ts'
import { addClientLine } from './client-line.ts'
import { type FactKey, factKeys, factQuestions, nextFactQuestion } from './fact-questions.ts'
import { requireOwnForUpdate } from './own-ticket.ts'

export const AnswerFactInput = z.object({
  number: z.string(),
  key: z.enum(factKeys),
  /** null: the client does not want to say. */
  answer: z.string().nullable(),
})
export type AnswerFactInput = z.infer<typeof AnswerFactInput>

/**
 * The client answers or skips the question about his workplace; the answer is a fact of the ticket and a line of
 * the conversation (Annex 1, 4.2). Returns the next question, if one is worth asking; after a skip none is.
 */
export async function answerFact(ctx: Ctx, input: AnswerFactInput): Promise<FactKey | null> {
  const { number, key, answer } = AnswerFactInput.parse(input)
  const known = answer !== null && (factQuestions[key] as readonly string[]).includes(answer)
  return inTx(ctx, async (tx) => {
    const current = await requireOwnForUpdate(ctx, tx, number)
    const now = ctx.now()
    const [fresh] = await tx
      .insert(ticketFact)
      .values({ ticketId: current.id, key, answer, askedAt: now, answeredAt: now })
      .onConflictDoUpdate({
        target: [ticketFact.ticketId, ticketFact.key],
        set: { answer, answeredAt: now },
        setWhere: isNull(ticketFact.answeredAt),
      })
      .returning({ key: ticketFact.key })
    if (!fresh || !known) return null
    const t = chatTexts(current.locale).facts
    const options: Record<string, string> = t.options[key]
    await addClientLine(ctx, tx, current, `${t.labels[key]}: ${options[answer] ?? answer}`)
    return askNextFact(ctx, tx, current)
  })
}

/** Notes that the best question is now being asked; null when there is none. */
export async function askNextFact(
  ctx: Ctx,
  tx: Transaction,
  current: Ticket,
): Promise<FactKey | null> {
  const words = await tx
    .select({ body: message.body })
    .from(message)
    .where(and(eq(message.ticketId, current.id), eq(message.author, 'client')))
    .orderBy(asc(message.createdAt))
  const facts = await tx
    .select({ key: ticketFact.key })
    .from(ticketFact)
    .where(eq(ticketFact.ticketId, current.id))
  const next = nextFactQuestion(
    current,
    words.map(({ body }) => body).join('\n'),
    facts.map((fact) => fact.key),
  )
  if (next === null) return null
  await tx.insert(ticketFact).values({ ticketId: current.id, key: next, askedAt: ctx.now() })
  await appendAudit(ctx, tx, {
    chain: `ticket:${current.id}`,
    action: 'ticket.fact_asked',
    data: { key: next },
  })
  return next
}
