import { eq } from 'drizzle-orm'
import { z } from 'zod'
import { staffRecoveryCode, staffSession, staffTotp } from '../../db/schema/people.ts'
import { appendAudit } from '../audit.ts'
import { type Ctx, inTx } from '../context.ts'
import { DomainError } from '../errors.ts'
import { requireRight } from '../rights.ts'
import { lockedTotp } from './second-factor.ts'

export const ResetTotpInput = z.object({ staffId: z.uuid() })
export type ResetTotpInput = z.infer<typeof ResetTotpInput>

/**
 * Takes the second factor off an account whose owner has lost phone and codes, and signs it out: by another
 * administrator who has proved his own, or by the machine's owner on the command line.
 */
export async function resetTotp(ctx: Ctx, input: ResetTotpInput): Promise<void> {
  const actor = ctx.actor.kind === 'system' ? null : requireRight(ctx, 'staff.reset_totp')
  const { staffId } = ResetTotpInput.parse(input)
  if (staffId === actor?.staffId) throw new DomainError('precondition', 'ownAccount')
  await inTx(ctx, async (tx) => {
    const current = await lockedTotp(tx, staffId)
    if (current === null) return
    await tx.delete(staffRecoveryCode).where(eq(staffRecoveryCode.staffId, staffId))
    await tx.delete(staffTotp).where(eq(staffTotp.staffId, staffId))
    await tx.delete(staffSession).where(eq(staffSession.staffId, staffId))
    await appendAudit(ctx, tx, { chain: `staff:${staffId}`, action: 'staff.totp_reset' })
  })
}
