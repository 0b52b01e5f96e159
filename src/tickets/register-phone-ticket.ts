import { z } from 'zod'
import { inbound } from '../../db/schema/transport.ts'
import { type Ctx, deskRoles, inTx, requireStaff } from '../context.ts'
import { DomainError } from '../errors.ts'
import { locales } from '../i18n/locale.ts'
import { identifySender } from '../people/identify-sender.ts'
import { normalisePhone } from '../people/phone.ts'
import type { Ticket } from './load-ticket.ts'
import { openTicket } from './open-ticket.ts'

export const RegisterPhoneTicketInput = z.object({
  phone: z.string().trim().min(1, 'phoneMissing'),
  callerName: z.string().trim().max(200).default(''),
  /** When the call came; never later than now (def. 4, R5). */
  calledAt: z.date(),
  locale: z.enum(locales),
  subject: z.string().trim().min(1, 'subjectMissing').max(200),
  text: z.string().trim().min(1, 'emptyText').max(20_000, 'textTooLong'),
})
export type RegisterPhoneTicketInput = z.input<typeof RegisterPhoneTicketInput>

/** A request by telephone, entered by an operator (Annex 1, 4.1; R97). */
export async function registerPhoneTicket(
  ctx: Ctx,
  input: RegisterPhoneTicketInput,
): Promise<Ticket> {
  const actor = requireStaff(ctx, deskRoles)
  const { phone, callerName, calledAt, locale, subject, text } =
    RegisterPhoneTicketInput.parse(input)
  if (calledAt > ctx.now()) throw new DomainError('invalid', 'calledInFuture')
  const address = normalisePhone(phone)
  if (address === null) throw new DomainError('invalid', 'phoneMalformed')
  return inTx(ctx, async (tx) => {
    const sender = await identifySender(
      ctx,
      tx,
      { channel: 'phone', address, displayName: callerName },
      locale,
    )
    const inboundId = ctx.newId()
    await tx.insert(inbound).values({
      id: inboundId,
      channel: 'phone',
      externalKey: inboundId,
      receivedAt: calledAt,
      raw: {
        phone: address,
        callerName,
        calledAt: calledAt.toISOString(),
        subject,
        text,
        enteredBy: actor.staffId,
      },
      state: 'done',
    })
    const opened = await openTicket(ctx, tx, {
      sender,
      channel: 'phone',
      locale,
      subject,
      body: text,
      receivedAt: calledAt,
      quietMs: 0,
      inboundId,
    })
    return opened.ticket
  })
}
