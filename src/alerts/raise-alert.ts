import { sql } from 'drizzle-orm'
import type { Transaction } from '../../db/client.ts'
import { jsonRows } from '../../db/json-rows.ts'
import { alert, type alertSeverities } from '../../db/schema/alerts.ts'
import type { Ctx } from '../context.ts'
import { enqueueAll } from '../jobs/enqueue.ts'
import { together } from '../together.ts'
import type { AlertKind } from './alert-kinds.ts'

export type RaiseAlertInput = {
  kind: AlertKind
  severity: (typeof alertSeverities)[number]
  /** Names the trouble, such as `bounce:TICKET`: while it is open, a repeat only counts. */
  key: string
  ticketId?: string
  /** Whom it concerns first. */
  staffId?: string
  toSupervisor?: boolean
  /** Parameters of the sentence; never a client's words or addresses. */
  data?: Record<string, string | number>
}

/** Puts a trouble before staff, within the transaction that found it. Returns true when it is a new one. */
export async function raiseAlert(
  ctx: Ctx,
  tx: Transaction,
  input: RaiseAlertInput,
): Promise<boolean> {
  return raiseTogether(tx, { ctx, input })
}

/** A repeat within the group counts like a later one. */
const raiseTogether = together(async (tx, asked: { ctx: Ctx; input: RaiseAlertInput }[]) => {
  const fresh = new Map<RaiseAlertInput, boolean>()
  const [first] = asked
  if (!first) return []
  for (let left = asked; left.length > 0; left = left.filter(({ input }) => !fresh.has(input))) {
    const firsts = [...new Map(left.toReversed().map((one) => [one.input.key, one])).values()]
    const inputs = firsts.map(({ input }) => input)
    const isNew = await storeAlerts(first.ctx, tx, inputs)
    for (const input of inputs) fresh.set(input, isNew.has(input.key))
  }
  return asked.map(({ input }) => fresh.get(input) === true)
})

/** The same for many troubles with different keys, in a few statements. Returns how many are new. */
export async function raiseAlerts(
  ctx: Ctx,
  tx: Transaction,
  inputs: RaiseAlertInput[],
): Promise<number> {
  return inputs.length === 0 ? 0 : (await storeAlerts(ctx, tx, inputs)).size
}

/** Returns the keys of those that are new. */
async function storeAlerts(
  ctx: Ctx,
  tx: Transaction,
  inputs: RaiseAlertInput[],
): Promise<Set<string>> {
  const at = ctx.now()
  const { columns, source } = jsonRows(
    alert,
    alertColumns,
    inputs.map((input) => ({
      id: ctx.newId(),
      toSupervisor: false,
      ...input,
      data: input.data ?? {},
      times: 1,
      createdAt: at,
      lastAt: at,
    })),
  )
  const rows = await tx.execute<{ id: string; key: string; times: number }>(sql`
    insert into ${alert} (${columns}) select ${columns} from ${source}
    on conflict (key) where acknowledged_at is null
    do update set times = ${alert.times} + 1, last_at = excluded.last_at
    returning ${alert.id}, ${alert.key}, ${alert.times}`)
  await notifyAlertsChanged(tx)
  const fresh = rows.filter(({ times }) => times === 1)
  const jobs = fresh.map(({ id }) => ({ payload: { alertId: id } }))
  await enqueueAll(ctx, tx, 'announce-alert', jobs)
  return new Set(fresh.map(({ key }) => key))
}

const alertColumns = [
  'id',
  'kind',
  'severity',
  'key',
  'ticketId',
  'staffId',
  'toSupervisor',
  'data',
  'times',
  'createdAt',
  'lastAt',
] as const

/** Tells every open panel that its count of alerts is old. */
export async function notifyAlertsChanged(tx: Transaction): Promise<void> {
  await tx.execute(sql`select pg_notify('kense_alert', '')`)
}
