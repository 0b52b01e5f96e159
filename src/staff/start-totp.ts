import { eq } from 'drizzle-orm'
import { z } from 'zod'
import { staff, staffTotp } from '../../db/schema/people.ts'
import { appendAudit } from '../audit.ts'
import { type Ctx, inTx, requireStaff } from '../context.ts'
import { DomainError } from '../errors.ts'
import { verifyPassword } from './password.ts'
import { lockedTotp } from './second-factor.ts'
import { brakeSubjects, countAttempt, forgetFailures } from './sign-in-brake.ts'
import { newTotpSecret } from './totp.ts'

export const StartTotpInput = z.object({
  password: z.string().min(1, 'passwordMissing').max(1024, 'passwordTooLong'),
  network: z.string(),
})
export type StartTotpInput = z.infer<typeof StartTotpInput>

/** A new shared secret for one's own account; it counts once a code has shown that the app has it. */
export async function startTotp(ctx: Ctx, input: StartTotpInput): Promise<void> {
  const { staffId } = requireStaff(ctx)
  const { password, network } = StartTotpInput.parse(input)
  const [account] = await ctx.db.select().from(staff).where(eq(staff.id, staffId))
  if (!account) throw new DomainError('not_found', 'staffNotFound')
  const subjects = brakeSubjects(account.email, network)
  await countAttempt(ctx, subjects)
  if (!(await verifyPassword(password, account.passwordHash))) {
    throw new DomainError('invalid', 'passwordWrong')
  }
  await forgetFailures(ctx, subjects)
  await inTx(ctx, async (tx) => {
    const current = await lockedTotp(tx, staffId)
    if (current?.confirmedAt) throw new DomainError('conflict', 'totpEnabled')
    const fresh = {
      secretSealed: ctx.vault.seal(newTotpSecret(), `totp:${staffId}`),
      lastStep: 0,
      createdAt: ctx.now(),
    }
    await tx
      .insert(staffTotp)
      .values({ staffId, ...fresh })
      .onConflictDoUpdate({ target: staffTotp.staffId, set: fresh })
    await appendAudit(ctx, tx, { chain: `staff:${staffId}`, action: 'staff.totp_started' })
  })
}
