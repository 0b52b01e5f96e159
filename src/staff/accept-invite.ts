import { and, eq, isNull } from 'drizzle-orm'
import { z } from 'zod'
import type { Database, Transaction } from '../../db/client.ts'
import { staffInvite } from '../../db/schema/people.ts'
import { type Ctx, inTx, type StaffActor } from '../context.ts'
import { DomainError } from '../errors.ts'
import { hasAdministrator } from './create-first-admin-invite.ts'
import { insertStaff, StaffEmail, StaffName } from './insert-staff.ts'
import { hashPassword, Password } from './password.ts'
import { secretTokenHash } from './secret-token.ts'

export const AcceptInviteInput = z.object({
  token: z.string().min(1),
  email: StaffEmail,
  name: StaffName,
  password: Password,
})
export type AcceptInviteInput = z.input<typeof AcceptInviteInput>

/** Turns a one-time link into an account. The bearer of the link is nobody yet, so any actor may call. */
export async function acceptInvite(ctx: Ctx, input: AcceptInviteInput): Promise<StaffActor> {
  const { token, password, ...values } = AcceptInviteInput.parse(input)
  const tokenHash = secretTokenHash(token)
  if (!(await findOpenInvite(ctx.db, token, ctx.now()))) throw inviteInvalid()
  const passwordHash = await hashPassword(password)
  return inTx(ctx, async (tx) => {
    // All open links are locked: of two links for the first administrator only one can win.
    const open = await tx
      .select()
      .from(staffInvite)
      .where(isNull(staffInvite.usedAt))
      .orderBy(staffInvite.tokenHash)
      .for('update')
    const invite = open.find((row) => row.tokenHash === tokenHash && row.expiresAt > ctx.now())
    if (!invite) throw inviteInvalid()
    const first = invite.role === 'admin' && !(await hasAdministrator(tx))
    const created = await insertStaff(
      ctx,
      tx,
      { ...values, role: invite.role, passwordHash },
      'invited',
    )
    await tx
      .update(staffInvite)
      .set({ usedAt: ctx.now(), usedBy: created.staffId })
      .where(first ? isNull(staffInvite.usedAt) : eq(staffInvite.tokenHash, tokenHash))
    return created
  })
}

/** The role an unused, unexpired link gives; null for any other. */
export async function findOpenInvite(
  db: Pick<Database | Transaction, 'select'>,
  token: string,
  now: Date,
): Promise<{ role: typeof staffInvite.$inferSelect.role } | null> {
  const [row] = await db
    .select({ role: staffInvite.role, expiresAt: staffInvite.expiresAt })
    .from(staffInvite)
    .where(and(eq(staffInvite.tokenHash, secretTokenHash(token)), isNull(staffInvite.usedAt)))
  return row && row.expiresAt > now ? { role: row.role } : null
}

function inviteInvalid(): DomainError {
  return new DomainError('not_found', 'inviteInvalid')
}
