import { getTableColumns, sql } from 'drizzle-orm'
import type { Transaction } from '../../db/client.ts'
import { jsonRows } from '../../db/json-rows.ts'
import { ticket } from '../../db/schema/tickets.ts'
import type { Ctx } from '../context.ts'
import { together } from '../together.ts'
import type { CompiledCalendar } from './compile-calendar.ts'
import { currentCalendar, policyOfTicket } from './current-rules.ts'
import { type Deadlines, deadlines } from './deadlines.ts'
import { recordBreach } from './record-breach.ts'
import { recordCycle } from './record-cycle.ts'
import { ticketHistory } from './ticket-history.ts'
import type { SlaEvent } from './timeline.ts'
import { currentWarningSettings } from './warning-settings.ts'
import { nextWarningAt, type WarningSettings } from './warnings.ts'

/** The cached columns of a ticket's limits; the sweep finds out which warnings are already out. */
export function limitColumns(
  limits: Deadlines,
  calendar: CompiledCalendar,
  settings: WarningSettings,
) {
  return {
    targetAt: limits.target,
    dueAt: limits.due,
    breachedAt: limits.cycles.find((cycle) => cycle.breachedAt !== null)?.breachedAt ?? null,
    limitCheckAt: nextWarningAt(limits, [], calendar, settings),
  }
}

/**
 * Recomputes the cached limits of a locked ticket from its history; call after every event that moves them.
 * `change` is written with them; `known` is the history of a caller that has just read it.
 */
export async function refreshDeadlines(
  ctx: Ctx,
  tx: Transaction,
  current: typeof ticket.$inferSelect,
  change: Partial<typeof ticket.$inferInsert> = {},
  known?: SlaEvent[],
): Promise<typeof ticket.$inferSelect> {
  const history = known ?? (await ticketHistory(tx, current.id))
  const policy = await policyOfTicket(tx, {
    slaPolicyVersion: current.slaPolicyVersion,
    tariffCode: change.tariffCode === undefined ? current.tariffCode : change.tariffCode,
  })
  const calendar = await currentCalendar(tx)
  const result = deadlines(history, policy, calendar, ctx.now())
  await recordBreach(ctx, tx, current.id, history, result)
  const settings = await currentWarningSettings(ctx, tx)
  const row = await updateTicket(tx, {
    id: current.id,
    change: { ...change, ...limitColumns(result, calendar, settings) },
  })
  await recordCycle(tx, row ?? current, result)
  return row ?? current
}

type Row = typeof ticket.$inferSelect
type Update = { id: string; change: Partial<typeof ticket.$inferInsert> }

/** Rows that change in the same columns are changed together. */
const updateTicket = together(async (tx, updates: Update[]) => {
  const changed = new Map<string, Row>()
  const alike = Map.groupBy(updates, ({ change }) => Object.keys(change).toSorted().join())
  for (const group of alike.values()) {
    const names = Object.keys(group[0]?.change ?? {}) as (keyof typeof ticket.$inferInsert)[]
    const { source } = jsonRows(
      ticket,
      ['id', ...names],
      group.map(({ id, change }) => ({ ...change, id }) as typeof ticket.$inferInsert),
    )
    const given = names.map((name) => [name, sql.raw(`given."${columns[name].name}"`)])
    const rows = await tx
      .update(ticket)
      .set(Object.fromEntries(given))
      .from(source)
      .where(sql`${ticket.id} = given.id`)
      .returning(columns)
    for (const row of rows) changed.set(row.id, row)
  }
  return updates.map(({ id }) => changed.get(id))
})

const columns = getTableColumns(ticket)
