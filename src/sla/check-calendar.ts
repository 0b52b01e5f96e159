import { and, eq } from 'drizzle-orm'
import { alert } from '../../db/schema/alerts.ts'
import { raiseAlert } from '../alerts/raise-alert.ts'
import { type Ctx, inTx, requireSystem } from '../context.ts'
import { localDate } from './astana-time.ts'
import { unconfirmedYear } from './calendar.ts'
import { storedCalendar } from './current-rules.ts'

/**
 * Warns from 1 December while nobody has confirmed the next year's days off: orders about them come late.
 * Once in ten days, so that one that was seen and forgotten comes back.
 */
export async function checkCalendar(ctx: Ctx): Promise<void> {
  requireSystem(ctx)
  await inTx(ctx, async (tx) => {
    const today = localDate(ctx.now())
    const { calendar } = await storedCalendar(tx)
    const year = unconfirmedYear(calendar, today)
    if (year === null) return
    const key = `calendar:${year}:${Math.floor((Number(today.slice(8)) - 1) / 10)}`
    const [known] = await tx
      .select({ id: alert.id })
      .from(alert)
      .where(and(eq(alert.kind, 'calendar_unconfirmed'), eq(alert.key, key)))
      .limit(1)
    if (known) return
    await raiseAlert(ctx, tx, {
      kind: 'calendar_unconfirmed',
      severity: 'warning',
      key,
      toSupervisor: true,
      data: { year },
    })
  })
}
