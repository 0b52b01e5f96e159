import { and, eq, ne } from 'drizzle-orm'
import { z } from 'zod'
import { staff, staffSession } from '../../db/schema/people.ts'
import { appendAudit } from '../audit.ts'
import { type Ctx, inTx, requireStaff } from '../context.ts'
import { DomainError } from '../errors.ts'
import { hashPassword, Password, verifyPassword } from './password.ts'
import { brakeSubjects, countAttempt, forgetFailures } from './sign-in-brake.ts'

export const ChangePasswordInput = z.object({
  current: z.string().min(1, 'passwordMissing').max(1024, 'passwordTooLong'),
  password: Password,
  /** The session that stays; all others end, for a new password often follows a leak. */
  tokenHash: z.string(),
  network: z.string(),
})
export type ChangePasswordInput = z.infer<typeof ChangePasswordInput>

/** One's own password. Guesses at the present one are braked as sign-ins are. */
export async function changePassword(ctx: Ctx, input: ChangePasswordInput): Promise<void> {
  const { staffId } = requireStaff(ctx)
  const { current, password, tokenHash, network } = ChangePasswordInput.parse(input)
  const [account] = await ctx.db.select().from(staff).where(eq(staff.id, staffId))
  if (!account) throw new DomainError('not_found', 'staffNotFound')
  const subjects = brakeSubjects(account.email, network)
  await countAttempt(ctx, subjects)
  if (!(await verifyPassword(current, account.passwordHash))) {
    throw new DomainError('invalid', 'passwordWrong')
  }
  await forgetFailures(ctx, subjects)
  const passwordHash = await hashPassword(password)
  await inTx(ctx, async (tx) => {
    await tx.update(staff).set({ passwordHash }).where(eq(staff.id, staffId))
    await tx
      .delete(staffSession)
      .where(and(eq(staffSession.staffId, staffId), ne(staffSession.tokenHash, tokenHash)))
    await appendAudit(ctx, tx, { chain: `staff:${staffId}`, action: 'staff.password_changed' })
  })
}
