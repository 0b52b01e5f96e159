import { and, eq, isNull } from 'drizzle-orm'
import { z } from 'zod'
import type { Transaction } from '../../db/client.ts'
import { payment, promotion, subscription } from '../../db/schema/tariffs.ts'
import { appendAudit } from '../audit.ts'
import { type Client, requireClientForUpdate } from '../clients/load-client.ts'
import { type Ctx, inTx } from '../context.ts'
import { DomainError } from '../errors.ts'
import { requireRight } from '../rights.ts'
import { localDate } from '../sla/astana-time.ts'
import { Day, isOver, nextPeriodFrom, periodEnd, startOfDay } from './period.ts'
import { applies } from './promotions.ts'
import type { Promotion } from './save-promotion.ts'
import {
  emitSubscription,
  liftExpired,
  liveSubscription,
  type Payment,
  requireVersionOn,
  startSubscription,
} from './subscription.ts'
import { isFree, Tenge } from './tenge.ts'

export const PaymentFields = z.object({
  tariffCode: z.string().min(1, 'tariffNotFound'),
  invoiceNumber: z.string().trim().min(1, 'invoiceMissing').max(100),
  amountTenge: Tenge,
  /** Days in Astana. */
  paidOn: Day,
  /** null: after the last paid day, or the day of payment after a gap. */
  periodFrom: Day.nullable().default(null),
  /** null: as long as the tariff's period, and a bonus on top. */
  periodTo: Day.nullable().default(null),
  promotionId: z.uuid().nullable().default(null),
  note: z.string().trim().max(1000).default(''),
})
export const RecordPaymentInput = PaymentFields.extend({ clientId: z.uuid() })
export type RecordPaymentInput = z.input<typeof RecordPaymentInput>

/**
 * Records money that has come: invoice, sum, period. Begins or renews the tariff at the price in force when the
 * period begins (5.3.4), and opens what its expiry had closed, that alone (5.3.9, R48).
 * @throws DomainError `conflict` for an invoice that the client has already paid
 */
export async function recordPayment(ctx: Ctx, input: RecordPaymentInput): Promise<Payment> {
  requireRight(ctx, 'tariffs.pay')
  const { clientId, ...fields } = RecordPaymentInput.parse(input)
  return inTx(ctx, async (tx) => {
    const of = await requireClientForUpdate(tx, clientId)
    return payIn(ctx, tx, of, fields)
  })
}

/** The same for a locked client, without asking who acts. */
export async function payIn(
  ctx: Ctx,
  tx: Transaction,
  of: Client,
  fields: z.output<typeof PaymentFields>,
): Promise<Payment> {
  const { tariffCode, invoiceNumber, paidOn } = fields
  if (paidOn > localDate(ctx.now())) throw new DomainError('invalid', 'paidInFuture')
  await refusePaid(tx, of.id, invoiceNumber)
  const live = await liveSubscription(tx, of.id)
  const same = live?.tariffCode === tariffCode ? live : null
  const from =
    fields.periodFrom ?? (same ? nextPeriodFrom(same.paidUntil, same.startsOn, paidOn) : paidOn)
  const version = await requireVersionOn(ctx, tx, tariffCode, from)
  if (isFree(version.priceTenge)) throw new DomainError('invalid', 'tariffFree')
  const bonus = await promotionFor(tx, fields.promotionId, tariffCode, paidOn)
  const to =
    fields.periodTo ?? periodEnd(from, (version.periodMonths ?? 1) + (bonus?.bonusMonths ?? 0))
  if (to < from) throw new DomainError('invalid', 'periodBackwards')
  const current = same ?? (await startSubscription(ctx, tx, of, version, from))
  const further = current.paidUntil === null || to > current.paidUntil
  const row = await insertPayment(ctx, tx, {
    clientId: of.id,
    subscriptionId: current.id,
    invoiceNumber,
    amountTenge: fields.amountTenge,
    paidOn,
    periodFrom: from,
    periodTo: to,
    tariffVersion: version.version,
    promotionId: fields.promotionId,
    note: fields.note,
  })
  if (further) {
    await tx
      .update(subscription)
      .set({
        tariffVersion: version.version,
        paidUntil: to,
        ...(isOver(to, ctx.now()) ? {} : { expiredAt: null }),
        updatedAt: ctx.now(),
      })
      .where(eq(subscription.id, current.id))
  }
  await appendAudit(ctx, tx, {
    chain: `client:${of.id}`,
    action: 'tariff.paid',
    data: {
      paymentId: row.id,
      code: tariffCode,
      version: version.version,
      invoiceNumber,
      amountTenge: row.amountTenge,
      periodFrom: from,
      periodTo: to,
    },
  })
  await emitSubscription(ctx, tx, of.id)
  if (!isOver(to, ctx.now())) await liftExpired(ctx, tx, of, `payment ${invoiceNumber}`)
  return row
}

async function insertPayment(
  ctx: Ctx,
  tx: Transaction,
  values: Omit<typeof payment.$inferInsert, 'id' | 'recordedBy' | 'recordedAt'>,
): Promise<Payment> {
  const [row] = await tx
    .insert(payment)
    .values({ id: ctx.newId(), ...values, recordedBy: ctx.actor, recordedAt: ctx.now() })
    .returning()
  if (!row) throw new Error('payment vanished')
  return row
}

async function refusePaid(tx: Transaction, clientId: string, invoice: string): Promise<void> {
  const paid = await tx.$count(
    payment,
    and(
      eq(payment.clientId, clientId),
      eq(payment.invoiceNumber, invoice),
      isNull(payment.voidedAt),
    ),
  )
  if (paid > 0) throw new DomainError('conflict', 'invoicePaid')
}

/** @throws DomainError `invalid` for a promotion that did not apply to the tariff on the day of payment */
async function promotionFor(
  tx: Transaction,
  id: string | null,
  tariffCode: string,
  paidOn: string,
): Promise<Promotion | null> {
  if (id === null) return null
  const [row] = await tx.select().from(promotion).where(eq(promotion.id, id))
  if (!row || !applies(row, tariffCode, startOfDay(paidOn))) {
    throw new DomainError('invalid', 'promotionNotApplicable')
  }
  return row
}
