import { z } from 'zod'
import { staffRoles } from '../../db/schema/people.ts'
import { type Ctx, inTx } from '../context.ts'
import { requireRight } from '../rights.ts'
import { insertStaff, StaffEmail, StaffName } from './insert-staff.ts'
import { hashPassword, Password } from './password.ts'

export const AddStaffInput = z.object({
  email: StaffEmail,
  name: StaffName,
  role: z.enum(staffRoles),
  password: Password,
})
export type AddStaffInput = z.input<typeof AddStaffInput>

/** Creates an account with a ready password: the operator of the machine, or an administrator. */
export async function addStaff(ctx: Ctx, input: AddStaffInput): Promise<{ staffId: string }> {
  if (ctx.actor.kind !== 'system') requireRight(ctx, 'staff.manage')
  const { password, ...values } = AddStaffInput.parse(input)
  const passwordHash = await hashPassword(password)
  return inTx(ctx, async (tx) => {
    const { staffId } = await insertStaff(ctx, tx, { ...values, passwordHash }, 'added')
    return { staffId }
  })
}
