import { reportCompromise } from '../../src/compromise/report-compromise.ts'
import type { ReportCompromiseInput } from '../../src/compromise/report-input.ts'
import type { Ctx } from '../../src/context.ts'
import type { Identity } from '../../src/people/identify-sender.ts'

/** A notice as the bot would give it, by the owner of an account. */
export function reportBy(
  ctx: Ctx,
  reporter: Identity,
  overrides: Partial<ReportCompromiseInput> = {},
) {
  return reportCompromise(ctx, {
    channel: reporter.channel,
    receivedAt: ctx.now(),
    evidence: 'telegram_update',
    original: { raw: { said: 'украли флешку с ключом', by: reporter.id } },
    reporter: { identityId: reporter.id },
    assurance: reporter.assurance,
    assuranceReason: 'linked account',
    happened: 'Украли флешку с ключом',
    ...overrides,
  })
}
