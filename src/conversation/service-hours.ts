import type { Ctx } from '../context.ts'
import { inTx } from '../context.ts'
import { isWorkingTime, nextWorkingMoment } from '../sla/business-time.ts'
import { currentCalendar } from '../sla/current-rules.ts'

/** Whether support works now, and when that changes (Annex 1, 3.1). */
export async function serviceHours(ctx: Ctx): Promise<{ working: boolean; until: Date }> {
  const calendar = await inTx(ctx, currentCalendar)
  const nowMs = ctx.now().getTime()
  if (!isWorkingTime(calendar, nowMs)) {
    return { working: false, until: new Date(nextWorkingMoment(calendar, nowMs)) }
  }
  // Working time ends on a whole minute: the first one that is outside.
  let end = Math.ceil(nowMs / 60_000) * 60_000
  while (isWorkingTime(calendar, end)) end += 60_000
  return { working: true, until: new Date(end) }
}
