import { desc, sql } from 'drizzle-orm'
import { workCalendar } from '../../db/schema/catalogue.ts'
import { appendAudit } from '../audit.ts'
import { type Ctx, inTx, requireStaff, type StaffRole } from '../context.ts'
import { enqueue } from '../jobs/enqueue.ts'
import { rights } from '../rights.ts'
import { WorkCalendar } from './calendar.ts'
import { CalendarChange, changedCalendar } from './calendar-change.ts'

export const calendarRoles: readonly StaffRole[] = rights['calendar.write']

/**
 * Writes a new version of the working calendar and has all open limits computed anew (R96). Versions are
 * never changed: a limit can always name the one it came from.
 */
export async function changeCalendar(ctx: Ctx, input: CalendarChange): Promise<number> {
  requireStaff(ctx, calendarRoles)
  const change = CalendarChange.parse(input)
  return inTx(ctx, async (tx) => {
    await tx.execute(sql`lock table ${workCalendar} in share row exclusive mode`)
    const [newest] = await tx
      .select()
      .from(workCalendar)
      .orderBy(desc(workCalendar.version))
      .limit(1)
    if (!newest) throw new Error('no working calendar is stored')
    const version = newest.version + 1
    const before = WorkCalendar.parse(newest.calendar)
    const calendar = { ...changedCalendar(before, change), version: String(version) }
    await tx.insert(workCalendar).values({ version, calendar, createdAt: ctx.now() })
    const { text: _, ...said } = { text: '', ...change }
    await appendAudit(ctx, tx, {
      chain: 'calendar',
      action: `calendar.${change.change}`,
      data: { version, ...said },
    })
    await enqueue(ctx, tx, 'recompute-limits', {})
    return version
  })
}
