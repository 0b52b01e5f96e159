import { z } from 'zod'
import { type Ctx, requireStaff } from '../context.ts'
import { DomainError } from '../errors.ts'
import { normalisePhone } from '../people/phone.ts'
import { rights } from '../rights.ts'
import { type ReportedCase, reportCompromise } from './report-compromise.ts'
import { ReportCompromiseInput } from './report-input.ts'

export const ReportByPhoneInput = ReportCompromiseInput.pick({
  number: true,
  kind: true,
  cause: true,
  serials: true,
  learnedAt: true,
  happened: true,
  locale: true,
}).extend({
  phone: z.string().trim().min(1, 'phoneMissing'),
  callerName: z.string().trim().max(200).default(''),
  /** Back-dated to the call, never forward (R5). */
  calledAt: z.date(),
  holderName: z.string().trim().max(200).default(''),
  holderIin: z.string().max(40).default(''),
  /** The operator reached the caller through the client's trusted telephone. */
  calledBack: z.boolean().default(false),
})
export type ReportByPhoneInput = z.input<typeof ReportByPhoneInput>

/** A notice taken by telephone; the original is what the operator wrote down, with the caller and the time. */
export async function reportByPhone(ctx: Ctx, input: ReportByPhoneInput): Promise<ReportedCase[]> {
  const actor = requireStaff(ctx, rights['compromise.report'])
  const { phone, callerName, calledAt, holderName, holderIin, calledBack, ...rest } =
    ReportByPhoneInput.parse(input)
  const address = normalisePhone(phone)
  if (address === null) throw new DomainError('invalid', 'phoneMalformed')
  return reportCompromise(ctx, {
    ...rest,
    channel: 'phone',
    receivedAt: calledAt,
    evidence: 'call_time',
    original: {
      raw: {
        phone: address,
        callerName,
        calledAt: calledAt.toISOString(),
        happened: rest.happened,
        enteredBy: actor.staffId,
        calledBack,
      },
    },
    reporter: { channel: 'phone', address, displayName: callerName },
    assurance: calledBack ? 'verified' : 'claimed',
    assuranceReason: calledBack ? 'called back on the trusted telephone' : 'caller not verified',
    vouched: calledBack,
    holder: {
      who: holderName === '' && holderIin === '' ? 'unknown' : 'other',
      name: holderName,
      iin: holderIin,
    },
    source: address,
  })
}
