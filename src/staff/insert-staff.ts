import { z } from 'zod'
import type { Transaction } from '../../db/client.ts'
import { staff } from '../../db/schema/people.ts'
import { appendAudit } from '../audit.ts'
import type { Ctx, StaffActor, StaffRole } from '../context.ts'
import { DomainError } from '../errors.ts'

export const StaffEmail = z
  .string()
  .trim()
  .toLowerCase()
  .pipe(z.email('emailMalformed').max(254, 'emailMalformed'))
export const StaffName = z.string().trim().min(1, 'nameMissing').max(100, 'nameTooLong')

/**
 * Writes a new member of staff with the first link of the account's audit chain. Without an actor of its
 * own the account is its own author: the bearer of the first link.
 * @throws DomainError `conflict` for a known e-mail address
 */
export async function insertStaff(
  ctx: Ctx,
  tx: Transaction,
  values: { email: string; name: string; role: StaffRole; passwordHash: string },
  how: 'added' | 'invited',
): Promise<StaffActor> {
  const id = ctx.newId()
  const [row] = await tx
    .insert(staff)
    .values({ id, ...values, createdAt: ctx.now() })
    .onConflictDoNothing({ target: staff.email })
    .returning({ id: staff.id })
  if (!row) throw new DomainError('conflict', 'staffEmailTaken')
  const created: StaffActor = { kind: 'staff', staffId: id, role: values.role }
  await appendAudit(
    how === 'invited' ? { ...ctx, actor: created } : ctx,
    tx,
    { chain: `staff:${id}`, action: `staff.${how}`, data: { role: values.role } },
    'new',
  )
  return created
}
