import { and, asc, eq, gt, inArray, isNull, sql } from 'drizzle-orm'
import { z } from 'zod'
import type { Database, Transaction } from '../../db/client.ts'
import { staff } from '../../db/schema/people.ts'
import { staffAbsence, staffWork } from '../../db/schema/staff-work.ts'
import { ticket } from '../../db/schema/tickets.ts'
import { deskRoles, type StaffRole } from '../context.ts'
import { Week } from '../sla/calendar.ts'
import { openStatusList } from '../tickets/open-tickets.ts'
import type { WorkWeek } from './presence.ts'

export type Absence = typeof staffAbsence.$inferSelect

export type TeamMember = {
  staffId: string
  name: string
  role: StaffRole
  skills: string[]
  week: WorkWeek | null
  takesTickets: boolean
  lastAssignedAt: Date | null
  /** Present and coming ones, in order. */
  absences: Absence[]
  load: number
  late: number
}

type Reader = Pick<Database | Transaction, 'select'>
const StoredWeek = Week.nullable().catch(null)

/** Everybody who may hold a ticket, with his hours, absences and load. */
export async function teamMembers(db: Reader, now: Date): Promise<TeamMember[]> {
  const people = await db
    .select({
      staffId: staff.id,
      name: staff.name,
      role: staff.role,
      skills: staffWork.skills,
      week: staffWork.week,
      takesTickets: staffWork.takesTickets,
      lastAssignedAt: staffWork.lastAssignedAt,
    })
    .from(staff)
    .leftJoin(staffWork, eq(staffWork.staffId, staff.id))
    .where(and(isNull(staff.disabledAt), inArray(staff.role, [...deskRoles])))
    .orderBy(asc(staff.name), asc(staff.id))
  const absences = await db
    .select()
    .from(staffAbsence)
    .where(and(isNull(staffAbsence.cancelledAt), gt(staffAbsence.endsAt, now)))
    .orderBy(asc(staffAbsence.startsAt))
  const loads = await db
    .select({
      staffId: ticket.assigneeId,
      load: sql<number>`count(*)::int`,
      late: sql<number>`count(*) filter (where ${ticket.dueAt} < ${now.toISOString()}::timestamptz
        and ${ticket.status} in ('registered', 'in_progress'))::int`,
    })
    .from(ticket)
    .where(sql`${ticket.status} in ${openStatusList} and ${ticket.assigneeId} is not null`)
    .groupBy(ticket.assigneeId)
  return people.map((person) => ({
    ...person,
    skills: person.skills ?? [],
    week: StoredWeek.parse(person.week),
    takesTickets: person.takesTickets ?? dealtByDefault.includes(person.role),
    absences: absences.filter(({ staffId }) => staffId === person.staffId),
    load: 0,
    late: 0,
    ...loads.find(({ staffId }) => staffId === person.staffId),
    staffId: person.staffId,
  }))
}

/** Others decide and oversee; they take part when they say so. */
const dealtByDefault: readonly StaffRole[] = ['operator', 'engineer']

export function isAway({ absences }: Pick<TeamMember, 'absences'>, now: Date): boolean {
  return absences.some(({ startsAt, endsAt }) => startsAt <= now && now < endsAt)
}

const Skills = z.array(z.string())

/** Skills of one member of staff and of everybody who is not away: what "next ticket" goes by. */
export async function skillsHere(
  tx: Transaction,
  me: string,
  now: Date,
): Promise<{ mine: string[]; here: string[][] }> {
  const rows = await tx.execute<{ id: string; skills: unknown }>(sql`
    select s.id, to_json(w.skills) as skills
    from ${staff} s join ${staffWork} w on w.staff_id = s.id
    where w.skills <> '{}' and s.disabled_at is null and not exists (
      select from ${staffAbsence} a where a.staff_id = s.id and a.cancelled_at is null
        and a.starts_at <= ${now.toISOString()}::timestamptz and a.ends_at > ${now.toISOString()}::timestamptz)`)
  const skilled = rows.map(({ id, skills }) => ({ id, skills: Skills.parse(skills) }))
  return {
    mine: skilled.find(({ id }) => id === me)?.skills ?? [],
    here: skilled.map(({ skills }) => skills),
  }
}
