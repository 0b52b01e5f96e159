import { z } from 'zod'
import { type Ctx, requirePlatform } from '../context.ts'
import { DomainError } from '../errors.ts'
import { normalisePhone } from '../people/phone.ts'
import { clientOfPlatform } from '../platform/person-of-client.ts'
import { type ReportedCase, reportCompromise } from './report-compromise.ts'
import { ReportCompromiseInput } from './report-input.ts'

export const ReportByPlatformInput = ReportCompromiseInput.pick({
  number: true,
  kind: true,
  cause: true,
  certKinds: true,
  serials: true,
  happened: true,
  locale: true,
}).extend({
  /** When the platform received it; never later than now. Null: now. */
  receivedAt: z.coerce.date().nullable().default(null),
  learnedAt: z.coerce.date().nullable().default(null),
  platformId: z.string().max(100).default(''),
  reporter: z.object({
    name: z.string().trim().max(200).default(''),
    iin: z.string().max(40).default(''),
    email: z.string().trim().toLowerCase().max(254).default(''),
    phone: z.string().trim().max(60).default(''),
  }),
  /** The platform has the reporter signed in, by something other than the key in question. */
  signedIn: z.boolean().default(false),
  holder: z
    .object({
      who: z.enum(['self', 'other', 'unknown']),
      name: z.string().max(200).default(''),
      iin: z.string().max(40).default(''),
    })
    .default({ who: 'unknown', name: '', iin: '' }),
})
export type ReportByPlatformInput = z.input<typeof ReportByPlatformInput>

/**
 * A notice that reached kense.app (7.3). Of whoever is signed in there the platform says that he may speak for
 * the client: access closes at once.
 */
export async function reportByPlatform(
  ctx: Ctx,
  input: ReportByPlatformInput,
): Promise<ReportedCase[]> {
  requirePlatform(ctx)
  const given = ReportByPlatformInput.parse(input)
  const { reporter, signedIn, holder, platformId, receivedAt, ...rest } = given
  const address = reporter.email === '' ? normalisePhone(reporter.phone) : reporter.email
  if (reporter.email === '' && reporter.phone === '') {
    throw new DomainError('invalid', 'contactMissing')
  }
  if (address === null || (reporter.email !== '' && !z.email().safeParse(address).success)) {
    throw new DomainError('invalid', 'contactMalformed')
  }
  const clientId = platformId === '' ? null : await clientOfPlatform(ctx, platformId)
  const himself = holder.who === 'self' && reporter.iin !== ''
  return reportCompromise(ctx, {
    ...rest,
    clientId,
    channel: 'web',
    receivedAt: receivedAt ?? ctx.now(),
    evidence: 'platform_request',
    original: { raw: JSON.parse(JSON.stringify(given)) },
    reporter: {
      channel: reporter.email === '' ? 'phone' : 'email',
      address,
      displayName: reporter.name,
    },
    assurance: signedIn ? 'verified' : 'claimed',
    assuranceReason: signedIn ? 'signed in on the platform' : 'said to the platform',
    vouched: signedIn,
    holder: himself ? { who: 'other', name: reporter.name, iin: reporter.iin } : holder,
    source: reporter.iin || address,
  })
}
