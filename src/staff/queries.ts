import { asc, eq, isNull, sql } from 'drizzle-orm'
import type { Database } from '../../db/client.ts'
import { staff, staffTotp } from '../../db/schema/people.ts'
import type { StaffRole } from '../context.ts'

export type StaffListItem = { id: string; name: string; email: string; role: StaffRole }

/** Everybody who may sign in, by name. */
export async function listStaff(db: Database): Promise<StaffListItem[]> {
  return db
    .select({ id: staff.id, name: staff.name, email: staff.email, role: staff.role })
    .from(staff)
    .where(isNull(staff.disabledAt))
    .orderBy(asc(staff.name), asc(staff.id))
}

export type Account = StaffListItem & { disabledAt: Date | null; hasTotp: boolean }

/** Every account, closed ones last. */
export function listAccounts(db: Database): Promise<Account[]> {
  return db
    .select({
      id: staff.id,
      name: staff.name,
      email: staff.email,
      role: staff.role,
      disabledAt: staff.disabledAt,
      hasTotp: sql<boolean>`${staffTotp.confirmedAt} is not null`,
    })
    .from(staff)
    .leftJoin(staffTotp, eq(staffTotp.staffId, staff.id))
    .orderBy(sql`${staff.disabledAt} is not null`, asc(staff.name), asc(staff.id))
}
