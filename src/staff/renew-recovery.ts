import { z } from 'zod'
import { appendAudit } from '../audit.ts'
import { type Ctx, inTx, requireStaff } from '../context.ts'
import { DomainError } from '../errors.ts'
import { lockedTotp, renewRecoveryCodes } from './second-factor.ts'

/** No input: one's own codes. */
export const RenewRecoveryInput = z.object({})
export type RenewRecoveryInput = z.infer<typeof RenewRecoveryInput>

/** Ten new recovery codes instead of the earlier ones; only in a session that proved the second factor. */
export async function renewRecovery(ctx: Ctx, input: RenewRecoveryInput = {}): Promise<string[]> {
  const actor = requireStaff(ctx)
  RenewRecoveryInput.parse(input)
  if (!actor.secondFactor) throw new DomainError('forbidden', 'secondFactorNeeded')
  return inTx(ctx, async (tx) => {
    const current = await lockedTotp(tx, actor.staffId)
    if (!current?.confirmedAt) throw new DomainError('precondition', 'totpNotStarted')
    const codes = await renewRecoveryCodes(ctx, tx, actor.staffId)
    await appendAudit(ctx, tx, {
      chain: `staff:${actor.staffId}`,
      action: 'staff.recovery_codes_renewed',
    })
    return codes
  })
}
