import { z } from 'zod'
import { inbound } from '../../db/schema/transport.ts'
import { type Ctx, inTx, requireSystem } from '../context.ts'
import { declareIntent } from '../conversation/open-from-button.ts'
import { DomainError } from '../errors.ts'
import { locales } from '../i18n/locale.ts'
import { tariffWords } from '../i18n/tariffs-public.ts'
import { identifySender } from '../people/identify-sender.ts'
import { normalisePhone } from '../people/phone.ts'
import type { Ticket } from '../tickets/load-ticket.ts'
import { openTicket } from '../tickets/open-ticket.ts'
import { publishedTariffs } from './published-tariffs.ts'

const line = z.string().trim().max(300).default('')

export const ChooseTariffInput = z.object({
  code: z.string(),
  locale: z.enum(locales),
  name: line,
  organisation: line,
  number: line,
  email: line,
  phone: line,
  wish: z.string().trim().max(5000).default(''),
})
export type ChooseTariffInput = z.input<typeof ChooseTariffInput>

/**
 * A tariff chosen on the public page becomes a ticket about billing; no payment is taken (5.1.4, R38). Whoever
 * fills in the form proves nothing about himself. @throws DomainError `not_found` for a tariff not on offer
 */
export async function chooseTariff(ctx: Ctx, input: ChooseTariffInput): Promise<Ticket> {
  requireSystem(ctx)
  const given = ChooseTariffInput.parse(input)
  const chosen = (await publishedTariffs(ctx.db, ctx.now())).find((one) => one.code === given.code)
  if (!chosen) throw new DomainError('not_found', 'tariffNotFound')
  const { locale } = given
  const t = tariffWords(locale)
  const text = [
    t.wish(locale === 'kk' ? chosen.nameKk : chosen.nameRu),
    ...(['organisation', 'number', 'name', 'phone', 'email'] as const)
      .filter((field) => given[field] !== '')
      .map((field) => `${t.fields[field]}: ${given[field]}`),
    given.wish,
  ].filter((part) => part !== '')
  return inTx(ctx, async (tx) => {
    const sender = await identifySender(ctx, tx, senderOf(given), locale)
    const inboundId = ctx.newId()
    await tx.insert(inbound).values({
      id: inboundId,
      channel: 'web',
      externalKey: inboundId,
      receivedAt: ctx.now(),
      raw: { ...given, version: chosen.version },
      state: 'done',
    })
    const { ticket } = await openTicket(ctx, tx, {
      inboundId,
      sender,
      channel: 'web',
      locale,
      subject: text[0] ?? '',
      body: text.join('\n'),
      receivedAt: ctx.now(),
      quietMs: 0,
      because: 'asked_for',
    })
    await declareIntent(tx, ticket.id, 'billing')
    return ticket
  })
}

/** Where the answer goes: the e-mail, or a telephone for staff to call. */
function senderOf({ email, phone, name }: z.output<typeof ChooseTariffInput>) {
  if (email === '' && phone === '') throw new DomainError('invalid', 'contactMissing')
  const address = email === '' ? normalisePhone(phone) : email.toLowerCase()
  if (address === null || (email !== '' && !z.email().safeParse(address).success)) {
    throw new DomainError('invalid', 'contactMalformed')
  }
  return {
    channel: email === '' ? ('phone' as const) : ('email' as const),
    address,
    displayName: name,
  }
}
