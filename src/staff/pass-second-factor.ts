import { eq } from 'drizzle-orm'
import { z } from 'zod'
import { staff } from '../../db/schema/people.ts'
import { appendAudit } from '../audit.ts'
import { type Ctx, inTx, requireStaff } from '../context.ts'
import { DomainError } from '../errors.ts'
import { lockedTotp, markSession, takeCode } from './second-factor.ts'
import { brakeSubjects, countAttempt, forgetFailures } from './sign-in-brake.ts'

export const PassSecondFactorInput = z.object({
  code: z.string().trim().min(1, 'codeMissing').max(40),
  tokenHash: z.string(),
  network: z.string(),
})
export type PassSecondFactorInput = z.infer<typeof PassSecondFactorInput>

/**
 * The second step of a sign-in. Guesses are braked as those of passwords, with a count of their own.
 * @throws DomainError `forbidden` for a wrong code, `limit` after too many
 */
export async function passSecondFactor(ctx: Ctx, input: PassSecondFactorInput): Promise<void> {
  const actor = requireStaff(ctx)
  const { code, tokenHash, network } = PassSecondFactorInput.parse(input)
  const [account] = await ctx.db.select().from(staff).where(eq(staff.id, actor.staffId))
  if (!account) throw new DomainError('not_found', 'staffNotFound')
  // A right password must not take failures of the code back.
  const subjects = brakeSubjects(`second step ${account.email}`, network)
  await countAttempt(ctx, subjects)
  await inTx(ctx, async (tx) => {
    const current = await lockedTotp(tx, actor.staffId)
    if (!current?.confirmedAt) throw new DomainError('precondition', 'totpNotStarted')
    const how = await takeCode(ctx, tx, current, code)
    await markSession(ctx, tx, tokenHash)
    await appendAudit(ctx, tx, {
      chain: `staff:${actor.staffId}`,
      action: 'staff.second_factor_passed',
      data: { how },
    })
  })
  await forgetFailures(ctx, subjects)
}
