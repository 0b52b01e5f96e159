import { z } from 'zod'
import { ticketFact } from '../../db/schema/chat.ts'
import { clientsOfContact } from '../clients/sender-context.ts'
import { type Ctx, inTx } from '../context.ts'
import { DomainError } from '../errors.ts'
import { chatTexts } from '../i18n/chat-texts.ts'
import { askNextFact } from './answer-fact.ts'
import { addClientLine } from './client-line.ts'
import type { FactKey } from './fact-questions.ts'
import { requireOwnForUpdate } from './own-ticket.ts'

export const AnswerOrganisationInput = z.object({ number: z.string(), clientId: z.uuid() })
export type AnswerOrganisationInput = z.infer<typeof AnswerOrganisationInput>

/**
 * Who acts for several organisations says for which he writes (2.3, R21); it stands in the conversation. The
 * first answer counts. Returns the next question, if one is worth asking. @throws DomainError `not_found`
 */
export async function answerOrganisation(
  ctx: Ctx,
  input: AnswerOrganisationInput,
): Promise<FactKey | null> {
  const { number, clientId } = AnswerOrganisationInput.parse(input)
  return inTx(ctx, async (tx) => {
    const current = await requireOwnForUpdate(ctx, tx, number)
    const now = ctx.now()
    const own = await clientsOfContact(tx, current.requesterId, now)
    const chosen = own.find((one) => one.clientId === clientId)
    if (!chosen) throw new DomainError('not_found', 'clientNotFound')
    const [fresh] = await tx
      .insert(ticketFact)
      .values({
        ticketId: current.id,
        key: 'organisation',
        answer: clientId,
        askedAt: now,
        answeredAt: now,
      })
      .onConflictDoNothing()
      .returning({ key: ticketFact.key })
    if (!fresh) return null
    const { label } = chatTexts(current.locale).organisation
    await addClientLine(ctx, tx, current, `${label}: ${chosen.name}`)
    return askNextFact(ctx, tx, current)
  })
}
