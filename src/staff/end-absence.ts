import { and, eq, isNull } from 'drizzle-orm'
import { z } from 'zod'
import { staffAbsence } from '../../db/schema/staff-work.ts'
import { appendAudit } from '../audit.ts'
import { type Ctx, deskRoles, inTx, requireStaff } from '../context.ts'
import { DomainError } from '../errors.ts'
import { planners } from './set-work.ts'

export const EndAbsenceInput = z.object({ absenceId: z.uuid() })
export type EndAbsenceInput = z.infer<typeof EndAbsenceInput>

/** Called off, or back earlier; tickets that were handed over stay where they are. */
export async function endAbsence(ctx: Ctx, input: EndAbsenceInput): Promise<void> {
  const actor = requireStaff(ctx, deskRoles)
  const { absenceId } = EndAbsenceInput.parse(input)
  await inTx(ctx, async (tx) => {
    const [absence] = await tx
      .select()
      .from(staffAbsence)
      .where(and(eq(staffAbsence.id, absenceId), isNull(staffAbsence.cancelledAt)))
      .for('update')
    if (!absence) throw new DomainError('not_found', 'absenceNotFound')
    if (absence.staffId !== actor.staffId && !planners.includes(actor.role)) {
      throw new DomainError('forbidden', 'role')
    }
    await tx
      .update(staffAbsence)
      .set({ cancelledAt: ctx.now() })
      .where(eq(staffAbsence.id, absenceId))
    await appendAudit(ctx, tx, {
      chain: `absence:${absenceId}`,
      action: 'staff.absence_ended',
      data: { staffId: absence.staffId },
    })
  })
}
