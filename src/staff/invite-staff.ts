import { eq } from 'drizzle-orm'
import { z } from 'zod'
import { staff, staffInvite, staffRoles } from '../../db/schema/people.ts'
import { appendAudit } from '../audit.ts'
import { type Ctx, inTx } from '../context.ts'
import { requireRight } from '../rights.ts'
import { newSecretToken, secretTokenHash } from './secret-token.ts'

const lifeMs = 72 * 3600_000

export const InviteStaffInput = z.object({ role: z.enum(staffRoles, 'roleUnknown') })
export type InviteStaffInput = z.infer<typeof InviteStaffInput>

/** A link, good once and for three days, whose bearer makes an account of this role. Only its hash is stored. */
export async function inviteStaff(ctx: Ctx, input: InviteStaffInput): Promise<{ token: string }> {
  const { staffId } = requireRight(ctx, 'staff.manage')
  const { role } = InviteStaffInput.parse(input)
  const token = newSecretToken()
  await inTx(ctx, async (tx) => {
    await tx.select({ id: staff.id }).from(staff).where(eq(staff.id, staffId)).for('update')
    await tx.insert(staffInvite).values({
      tokenHash: secretTokenHash(token),
      role,
      createdAt: ctx.now(),
      expiresAt: new Date(ctx.now().getTime() + lifeMs),
    })
    await appendAudit(ctx, tx, {
      chain: `staff:${staffId}`,
      action: 'staff.invite_made',
      data: { role },
    })
  })
  return { token }
}
