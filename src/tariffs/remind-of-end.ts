import { and, eq, isNull } from 'drizzle-orm'
import type { Transaction } from '../../db/client.ts'
import { tariff } from '../../db/schema/catalogue.ts'
import { paymentReminder, subscription } from '../../db/schema/tariffs.ts'
import { appendAudit } from '../audit.ts'
import { requireClientForUpdate } from '../clients/load-client.ts'
import { notifyClient } from '../clients/notify-client.ts'
import { type Ctx, inTx, requireSystem } from '../context.ts'
import { dueReminders } from './period.ts'
import type { Subscription } from './subscription.ts'
import type { TariffVersion } from './versions.ts'

/** One letter to the trusted e-mail for every distance that has been reached and not been written about (R48). */
export async function remindOfEnd(
  ctx: Ctx,
  { id, clientId }: Pick<Subscription, 'id' | 'clientId'>,
  distances: readonly number[],
): Promise<boolean> {
  requireSystem(ctx)
  return inTx(ctx, async (tx) => {
    const of = await requireClientForUpdate(tx, clientId)
    const [row] = await tx
      .select()
      .from(subscription)
      .where(and(eq(subscription.id, id), isNull(subscription.endedAt)))
    if (!row || row.paidUntil === null) return false
    const { paidUntil } = row
    const due = dueReminders(paidUntil, ctx.now(), distances, await given(tx, row.id, paidUntil))
    if (due.length === 0) return false
    await tx
      .insert(paymentReminder)
      .values(
        due.map((daysBefore) => ({
          subscriptionId: row.id,
          paidUntil,
          daysBefore,
          at: ctx.now(),
        })),
      )
      .onConflictDoNothing()
    const { nameRu, nameKk } = await versionOf(tx, row)
    const letters = await notifyClient(ctx, tx, of.id, {
      topic: 'tariff_ending',
      client: of.name,
      tariffRu: nameRu,
      tariffKk: nameKk,
      paidUntil,
    })
    await appendAudit(ctx, tx, {
      chain: `client:${of.id}`,
      action: 'tariff.reminded',
      data: { subscriptionId: row.id, paidUntil, daysBefore: due, letters },
    })
    return true
  })
}

async function given(tx: Transaction, subscriptionId: string, paidUntil: string) {
  const rows = await tx
    .select({ daysBefore: paymentReminder.daysBefore })
    .from(paymentReminder)
    .where(
      and(
        eq(paymentReminder.subscriptionId, subscriptionId),
        eq(paymentReminder.paidUntil, paidUntil),
      ),
    )
  return rows.map(({ daysBefore }) => daysBefore)
}

async function versionOf(tx: Transaction, row: Subscription): Promise<TariffVersion> {
  const [version] = await tx
    .select()
    .from(tariff)
    .where(and(eq(tariff.code, row.tariffCode), eq(tariff.version, row.tariffVersion)))
  if (!version) throw new Error('tariff version vanished')
  return version
}
