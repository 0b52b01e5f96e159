import { and, asc, eq, isNull, or, sql } from 'drizzle-orm'
import type { Transaction } from '../../db/client.ts'
import { ticket } from '../../db/schema/tickets.ts'
import { type Ctx, inTx, requireSystem } from '../context.ts'
import { currentSettings } from '../settings/current-settings.ts'
import { endOfNthWorkingDay, nextWorkingMoment } from '../sla/business-time.ts'
import type { CompiledCalendar } from '../sla/compile-calendar.ts'
import { currentCalendar } from '../sla/current-rules.ts'
import { changeStatus } from './change-status.ts'
import type { Ticket } from './load-ticket.ts'
import { notifyRequester } from './notify-requester.ts'

const batchSize = 100

/**
 * Closes solved tickets whose client has been silent for the set number of working days, after one warning
 * a working day before (R111). He may reopen at any time all the same (4.7). Returns how many it touched.
 */
export async function closeSilentTickets(ctx: Ctx): Promise<number> {
  requireSystem(ctx)
  const { autoCloseDays } = await currentSettings(ctx.db)
  let touched = 0
  for (let found = batchSize; found === batchSize; touched += found) {
    found = await inTx(ctx, (tx) => batch(ctx, tx, autoCloseDays))
  }
  return touched
}

async function batch(ctx: Ctx, tx: Transaction, days: number): Promise<number> {
  const rows = await tx
    .select()
    .from(ticket)
    .where(
      and(
        // Written out so that the partial index applies.
        sql`${ticket.status} = 'resolved'`,
        or(
          isNull(ticket.silenceCheckAt),
          sql`${ticket.silenceCheckAt} <= ${ctx.now().toISOString()}`,
        ),
      ),
    )
    .orderBy(asc(ticket.silenceCheckAt))
    .limit(batchSize)
    .for('update', { skipLocked: true })
  const calendar = await currentCalendar(tx)
  for (const row of rows) await look(ctx, tx, row, silenceSteps(row, days, calendar))
  return rows.length
}

type Steps = { warnAt: Date; closeAt: Date }

/** When the client is warned and when the ticket closes, counted from his or our last word. */
export function silenceSteps(
  row: Pick<Ticket, 'resolvedAt' | 'lastClientMessageAt'>,
  days: number,
  calendar: CompiledCalendar,
): Steps {
  const since = Math.max(row.resolvedAt?.getTime() ?? 0, row.lastClientMessageAt.getTime())
  const warnAt =
    days > 1 ? endOfNthWorkingDay(calendar, since, days - 1) : nextWorkingMoment(calendar, since)
  return { warnAt: new Date(warnAt), closeAt: new Date(endOfNthWorkingDay(calendar, since, days)) }
}

async function look(ctx: Ctx, tx: Transaction, row: Ticket, steps: Steps): Promise<void> {
  const now = ctx.now()
  const warned = row.silenceWarnedAt !== null && row.silenceWarnedAt >= steps.warnAt
  if (now >= steps.closeAt && warned) {
    await changeStatus(ctx, tx, row, 'closed', { data: { because: 'silence' } })
    return
  }
  const warns = now >= steps.warnAt && !warned
  if (warns)
    await notifyRequester(ctx, tx, row, {
      topic: 'closing_soon',
      at: new Date(Math.max(now.getTime(), steps.closeAt.getTime())).toISOString(),
    })
  await tx
    .update(ticket)
    .set({
      ...(warns ? { silenceWarnedAt: now } : {}),
      silenceCheckAt: nextLook(now, steps, warned || warns),
    })
    .where(eq(ticket.id, row.id))
}

/** A desk that stood still for days still gives the client a working day after its warning. */
function nextLook(now: Date, steps: Steps, warned: boolean): Date {
  if (!warned) return steps.warnAt
  return now > steps.closeAt ? new Date(now.getTime() + 24 * 3_600_000) : steps.closeAt
}
