import { eq } from 'drizzle-orm'
import { z } from 'zod'
import type { Transaction } from '../../db/client.ts'
import { identity } from '../../db/schema/people.ts'
import { intents, ticket } from '../../db/schema/tickets.ts'
import { inbound } from '../../db/schema/transport.ts'
import { type Ctx, inTx } from '../context.ts'
import { DomainError } from '../errors.ts'
import { locales } from '../i18n/locale.ts'
import type { Ticket } from '../tickets/load-ticket.ts'
import { openTicket } from '../tickets/open-ticket.ts'
import { subjectOf } from '../tickets/subject.ts'
import { focusOn } from './focus.ts'

export const OpenFromButtonInput = z.object({
  identityId: z.uuid(),
  locale: z.enum(locales),
  /** What the button says, in the client's language: his words. */
  text: z.string(),
  intent: z.enum(intents),
  /** The update of the press: the original of these words. */
  raw: z.unknown(),
})
export type OpenFromButtonInput = z.infer<typeof OpenFromButtonInput>

/** A pressed button stands for words that open a ticket of a kind that the client has chosen himself. */
export async function openFromButton(ctx: Ctx, input: OpenFromButtonInput): Promise<Ticket> {
  return inTx(ctx, (tx) => openFromButtonIn(ctx, tx, input))
}

export async function openFromButtonIn(
  ctx: Ctx,
  tx: Transaction,
  input: OpenFromButtonInput,
): Promise<Ticket> {
  const { identityId, locale, text, intent, raw } = OpenFromButtonInput.parse(input)
  if (ctx.actor.kind !== 'customer') throw new DomainError('forbidden', 'requesterOnly')
  const { contactId } = ctx.actor
  const [sender] = await tx.select().from(identity).where(eq(identity.id, identityId))
  if (sender?.contactId !== contactId) throw new DomainError('not_found', 'identityNotFound')
  const inboundId = ctx.newId()
  await tx.insert(inbound).values({
    id: inboundId,
    channel: 'telegram',
    externalKey: `press:${inboundId}`,
    receivedAt: ctx.now(),
    raw,
    state: 'done',
  })
  const { ticket: opened } = await openTicket(ctx, tx, {
    inboundId,
    sender,
    channel: 'telegram',
    locale,
    subject: subjectOf(text),
    body: text,
    receivedAt: ctx.now(),
    quietMs: 0,
    because: 'asked_for',
  })
  await declareIntent(tx, opened.id, intent)
  await focusOn(ctx, identityId, opened.id, tx)
  return { ...opened, intent }
}

/** What the client says it is stands before what the classifier reads out of his words. */
export async function declareIntent(
  tx: Transaction,
  ticketId: string,
  intent: (typeof intents)[number],
): Promise<void> {
  await tx.update(ticket).set({ intent }).where(eq(ticket.id, ticketId))
}
