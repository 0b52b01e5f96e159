import { and, eq, isNull } from 'drizzle-orm'
import { z } from 'zod'
import { staff } from '../../db/schema/people.ts'
import { appendAudit } from '../audit.ts'
import { type Ctx, inTx, type StaffActor } from '../context.ts'
import { DomainError } from '../errors.ts'
import { verifyPassword } from './password.ts'
import { openSession } from './session.ts'
import { brakeSubjects, countAttempt, forgetFailures } from './sign-in-brake.ts'

export const SignInInput = z.object({
  email: z.string().trim().toLowerCase().min(1, 'emailMissing').max(254, 'emailMalformed'),
  password: z.string().min(1, 'passwordMissing').max(1024, 'passwordTooLong'),
  /** Where the attempt comes from: an IPv4 address or an IPv6 network. */
  network: z.string(),
})
export type SignInInput = z.infer<typeof SignInInput>

/**
 * Opens a session for the right password. A wrong address and a wrong password look and last the same.
 * @throws DomainError `forbidden` for a wrong pair, `limit` after too many failures
 */
export async function signIn(
  ctx: Ctx,
  input: SignInInput,
): Promise<{ token: string; actor: StaffActor }> {
  const { email, password, network } = SignInInput.parse(input)
  const subjects = brakeSubjects(email, network)
  await countAttempt(ctx, subjects)
  const [account] = await ctx.db
    .select()
    .from(staff)
    .where(and(eq(staff.email, email), isNull(staff.disabledAt)))
  const right = await verifyPassword(password, account?.passwordHash ?? null)
  if (!account || !right) throw new DomainError('forbidden', 'signInWrong')
  await forgetFailures(ctx, subjects)
  const actor: StaffActor = { kind: 'staff', staffId: account.id, role: account.role }
  return { token: await startSession(ctx, actor), actor }
}

/** Opens a session for somebody who has just proved who he is, and notes it in the account's chain. */
export async function startSession(ctx: Ctx, actor: StaffActor): Promise<string> {
  return inTx(ctx, async (tx) => {
    await tx.select({ id: staff.id }).from(staff).where(eq(staff.id, actor.staffId)).for('update')
    const token = await openSession(ctx, tx, actor.staffId)
    await appendAudit({ ...ctx, actor }, tx, {
      chain: `staff:${actor.staffId}`,
      action: 'staff.signed_in',
    })
    return token
  })
}
