import { and, eq, ne } from 'drizzle-orm'
import { z } from 'zod'
import { staffSession, staffTotp } from '../../db/schema/people.ts'
import { appendAudit } from '../audit.ts'
import { type Ctx, inTx, requireStaff } from '../context.ts'
import { DomainError } from '../errors.ts'
import { lockedTotp, markSession, renewRecoveryCodes, takeCode } from './second-factor.ts'

export const ConfirmTotpInput = z.object({
  code: z.string().trim().min(1, 'codeMissing').max(40),
  /** The session that stays; others have not proved the second factor and end. */
  tokenHash: z.string(),
})
export type ConfirmTotpInput = z.infer<typeof ConfirmTotpInput>

/** The first right code switches the second factor on. Returns the recovery codes, this once. */
export async function confirmTotp(ctx: Ctx, input: ConfirmTotpInput): Promise<string[]> {
  const { staffId } = requireStaff(ctx)
  const { code, tokenHash } = ConfirmTotpInput.parse(input)
  return inTx(ctx, async (tx) => {
    const current = await lockedTotp(tx, staffId)
    if (!current) throw new DomainError('precondition', 'totpNotStarted')
    if (current.confirmedAt) throw new DomainError('conflict', 'totpEnabled')
    await takeCode(ctx, tx, current, code)
    await tx.update(staffTotp).set({ confirmedAt: ctx.now() }).where(eq(staffTotp.staffId, staffId))
    await markSession(ctx, tx, tokenHash)
    await tx
      .delete(staffSession)
      .where(and(eq(staffSession.staffId, staffId), ne(staffSession.tokenHash, tokenHash)))
    const codes = await renewRecoveryCodes(ctx, tx, staffId)
    await appendAudit(ctx, tx, { chain: `staff:${staffId}`, action: 'staff.totp_enabled' })
    return codes
  })
}
