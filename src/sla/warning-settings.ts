import { isNotNull, sql } from 'drizzle-orm'
import type { z } from 'zod'
import type { Database, Transaction } from '../../db/client.ts'
import { setting } from '../../db/schema/catalogue.ts'
import { ticket } from '../../db/schema/tickets.ts'
import { appendAudit } from '../audit.ts'
import { type Ctx, inTx } from '../context.ts'
import { requireRight } from '../rights.ts'
import { readDocument, storeDocument } from '../settings/stored-document.ts'
import { defaultWarningSettings, WarningSettings } from './warnings.ts'

const key = 'limitWarnings'
/** How long another process may still see the values before a change. */
const freshMs = 5000

const known = new WeakMap<Database, { readAt: number; settings: WarningSettings }>()

/** Straight from the table. */
export function readWarningSettings(
  db: Pick<Database | Transaction, 'select'>,
): Promise<WarningSettings> {
  return readDocument(db, { key, schema: WarningSettings, initial: defaultWarningSettings })
}

/** Read once in five seconds, on the connection of the caller: every change of a ticket asks. */
export async function currentWarningSettings(ctx: Ctx, tx: Transaction): Promise<WarningSettings> {
  const now = performance.now()
  const last = known.get(ctx.db)
  if (last && now - last.readAt < freshMs) return last.settings
  const settings = await readWarningSettings(tx)
  known.set(ctx.db, { readAt: now, settings })
  return settings
}

export type SetWarningSettingsInput = z.input<typeof WarningSettings>

/**
 * When staff are warned of a limit, and when nobody is woken (Annex 1, 3.8). Every running limit is looked at
 * anew: a share that is passed by now is told at the next sweep.
 */
export async function setWarningSettings(ctx: Ctx, input: SetWarningSettingsInput): Promise<void> {
  requireRight(ctx, 'limits.write')
  const settings = WarningSettings.parse(input)
  await inTx(ctx, async (tx) => {
    await tx.execute(sql`lock table ${setting} in share row exclusive mode`)
    const before = await readWarningSettings(tx)
    await storeDocument(ctx, tx, key, settings)
    await tx
      .update(ticket)
      .set({
        limitCheckAt: sql`least(${ticket.limitCheckAt}, ${ctx.now().toISOString()}::timestamptz)`,
      })
      .where(isNotNull(ticket.limitCheckAt))
    await appendAudit(ctx, tx, {
      chain: 'settings',
      action: 'settings.limit_warnings_changed',
      data: { from: before, to: settings },
    })
  })
  known.delete(ctx.db)
}
