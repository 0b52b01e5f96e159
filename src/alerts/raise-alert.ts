import { sql } from 'drizzle-orm'
import type { Transaction } from '../../db/client.ts'
import { alert, type alertSeverities } from '../../db/schema/alerts.ts'
import type { Ctx } from '../context.ts'
import { enqueue } from '../jobs/enqueue.ts'
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
  const at = ctx.now()
  const [row] = await tx
    .insert(alert)
    .values({ id: ctx.newId(), ...input, data: input.data ?? {}, createdAt: at, lastAt: at })
    .onConflictDoUpdate({
      target: alert.key,
      targetWhere: sql`${alert.acknowledgedAt} is null`,
      set: { times: sql`${alert.times} + 1`, lastAt: at },
    })
    .returning({ id: alert.id, times: alert.times })
  await notifyAlertsChanged(tx)
  if (!row || row.times > 1) return false
  await enqueue(ctx, tx, 'announce-alert', { alertId: row.id })
  return true
}

/** Tells every open panel that its count of alerts is old. */
export async function notifyAlertsChanged(tx: Transaction): Promise<void> {
  await tx.execute(sql`select pg_notify('kense_alert', '')`)
}
