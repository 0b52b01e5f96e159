import { z } from 'zod'
import { type Ctx, requireSystem } from '../context.ts'
import { DomainError } from '../errors.ts'
import { normalisePhone } from '../people/phone.ts'
import { type ReportedCase, reportCompromise } from './report-compromise.ts'
import { ReportCompromiseInput } from './report-input.ts'

export const ReportByWebInput = ReportCompromiseInput.pick({
  number: true,
  kind: true,
  serials: true,
  happened: true,
  locale: true,
}).extend({
  name: z.string().trim().max(200).default(''),
  email: z.string().trim().toLowerCase().max(254).default(''),
  phone: z.string().trim().max(60).default(''),
  holderName: z.string().trim().max(200).default(''),
  /** Where the request came from: one source of many victims is noticed (never refused). */
  network: z.string().max(100),
})
export type ReportByWebInput = z.input<typeof ReportByWebInput>

/** A notice through the public form, by anybody (R64): nobody's identity is proven by it. */
export async function reportByWeb(ctx: Ctx, input: ReportByWebInput): Promise<ReportedCase[]> {
  requireSystem(ctx)
  const { name, email, phone, holderName, network, ...rest } = ReportByWebInput.parse(input)
  const address = email === '' ? normalisePhone(phone) : email
  if (email === '' && phone === '') throw new DomainError('invalid', 'contactMissing')
  if (address === null || (email !== '' && !z.email().safeParse(email).success)) {
    throw new DomainError('invalid', 'contactMalformed')
  }
  return reportCompromise(ctx, {
    ...rest,
    channel: 'web',
    receivedAt: ctx.now(),
    evidence: 'web_request',
    original: {
      raw: {
        name,
        email,
        phone,
        holderName,
        number: rest.number ?? '',
        serials: rest.serials ?? [],
        happened: rest.happened ?? '',
      },
    },
    reporter: {
      channel: email === '' ? 'phone' : 'email',
      address,
      displayName: name,
    },
    assurance: 'unknown',
    assuranceReason: 'public form',
    holder: { who: holderName === '' ? 'unknown' : 'other', name: holderName, iin: '' },
    source: network,
  })
}
