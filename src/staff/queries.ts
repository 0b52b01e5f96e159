import { asc, eq, isNull, sql } from 'drizzle-orm'
import type { Database } from '../../db/client.ts'
import { staff, staffTotp } from '../../db/schema/people.ts'
import type { StaffRole } from '../context.ts'

export type StaffListItem = {
  id: string
  name: string
  email: string
  role: StaffRole
  away: boolean
}

/** Everybody who may sign in, by name. */
export async function listStaff(db: Database, now: Date): Promise<StaffListItem[]> {
  return db
    .select({
      id: staff.id,
      name: staff.name,
      email: staff.email,
      role: staff.role,
      // Written out: in a statement about one table the builder leaves its name away.
      away: sql<boolean>`exists (select from staff_absence a where a.staff_id = staff.id
        and a.cancelled_at is null and a.starts_at <= ${now.toISOString()}::timestamptz
        and a.ends_at > ${now.toISOString()}::timestamptz)`,
    })
    .from(staff)
    .where(isNull(staff.disabledAt))
    .orderBy(asc(staff.name), asc(staff.id))
}

export type Account = Omit<StaffListItem, 'away'> & { disabledAt: Date | null; hasTotp: boolean }

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
