import { and, eq, isNull, or } from 'drizzle-orm'
import { z } from 'zod'
import { staff, staffRoles, staffSession } from '../../db/schema/people.ts'
import { appendAudit } from '../audit.ts'
import { type Ctx, inTx } from '../context.ts'
import { DomainError } from '../errors.ts'
import { requireRight } from '../rights.ts'

export const ChangeStaffInput = z.object({
  staffId: z.uuid(),
  role: z.enum(staffRoles, 'roleUnknown'),
  disabled: z.boolean(),
})
export type ChangeStaffInput = z.infer<typeof ChangeStaffInput>

/**
 * Gives an account another role, closes it or opens it again. A closed one is signed out at once. Nobody
 * changes his own account, so that an administrator always remains.
 */
export async function changeStaff(ctx: Ctx, input: ChangeStaffInput): Promise<void> {
  const actor = requireRight(ctx, 'staff.manage')
  const { staffId, role, disabled } = ChangeStaffInput.parse(input)
  if (staffId === actor.staffId) throw new DomainError('precondition', 'ownAccount')
  await inTx(ctx, async (tx) => {
    // Administrators are locked in one order: two of them cannot close each other at the same time.
    const rows = await tx
      .select()
      .from(staff)
      .where(or(eq(staff.id, staffId), and(eq(staff.role, 'admin'), isNull(staff.disabledAt))))
      .orderBy(staff.id)
      .for('update')
    const acting = rows.find((row) => row.id === actor.staffId)
    if (acting?.role !== 'admin' || acting.disabledAt !== null) {
      throw new DomainError('forbidden', 'role')
    }
    const current = rows.find((row) => row.id === staffId)
    if (!current) throw new DomainError('not_found', 'staffNotFound')
    const wasDisabled = current.disabledAt !== null
    if (current.role === role && wasDisabled === disabled) return
    await tx
      .update(staff)
      .set({ role, disabledAt: disabled ? (current.disabledAt ?? ctx.now()) : null })
      .where(eq(staff.id, staffId))
    if (disabled) await tx.delete(staffSession).where(eq(staffSession.staffId, staffId))
    await appendAudit(ctx, tx, {
      chain: `staff:${staffId}`,
      action: 'staff.changed',
      data: {
        role: { from: current.role, to: role },
        disabled: { from: wasDisabled, to: disabled },
      },
    })
  })
}
