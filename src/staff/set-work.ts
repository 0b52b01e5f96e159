import { eq } from 'drizzle-orm'
import { z } from 'zod'
import { staffWork } from '../../db/schema/staff-work.ts'
import { staffSkills } from '../../db/schema/tickets.ts'
import { appendAudit } from '../audit.ts'
import { type Ctx, deskRoles, inTx, requireStaff, type StaffRole } from '../context.ts'
import { DomainError } from '../errors.ts'
import { Week } from '../sla/calendar.ts'
import { typedHours } from '../sla/calendar-change.ts'
import { requireHolder } from '../tickets/assign-ticket.ts'

/** Who plans the work of others. */
export const planners: readonly StaffRole[] = ['supervisor', 'admin']

export const SetWorkInput = z.object({
  staffId: z.uuid(),
  skills: z.array(z.enum(staffSkills)).transform((list) => [...new Set(list)].toSorted()),
  /** Seven texts such as `09:00-13:00 14:00-18:00`, Monday first; null for the company's hours. */
  week: z
    .array(typedHours)
    .length(7)
    .refine((week) => Week.safeParse(week).success, 'hoursMalformed')
    .nullable(),
  takesTickets: z.boolean(),
})
export type SetWorkInput = z.input<typeof SetWorkInput>

/** Hours are everybody's own to set; what he is good at and whether tickets are dealt to him, a planner says. */
export async function setWork(ctx: Ctx, input: SetWorkInput): Promise<void> {
  const actor = requireStaff(ctx, deskRoles)
  const { staffId, ...given } = SetWorkInput.parse(input)
  const plans = planners.includes(actor.role)
  if (!plans && staffId !== actor.staffId) throw new DomainError('forbidden', 'role')
  await inTx(ctx, async (tx) => {
    await requireHolder(tx, staffId)
    await tx
      .insert(staffWork)
      .values({ staffId, updatedAt: ctx.now() })
      .onConflictDoNothing({ target: staffWork.staffId })
    const [before] = await tx
      .select()
      .from(staffWork)
      .where(eq(staffWork.staffId, staffId))
      .for('update')
    const set = plans ? given : { week: given.week }
    await tx
      .update(staffWork)
      .set({ ...set, updatedAt: ctx.now() })
      .where(eq(staffWork.staffId, staffId))
    await appendAudit(ctx, tx, {
      chain: `staff:${staffId}`,
      action: 'staff.work_set',
      data: { ...set, before: before && { skills: before.skills, week: before.week } },
    })
  })
}
