import type { Transaction } from '../../db/client.ts'
import { suspension } from '../../db/schema/access.ts'
import { appendAudit } from '../audit.ts'
import type { Client } from '../clients/load-client.ts'
import { notifyClient, type OfTicket } from '../clients/notify-client.ts'
import type { Ctx } from '../context.ts'
import { emitAccessChanged } from '../platform/emit-event.ts'
import { normaliseSerial } from './decision.ts'

export type Suspension = typeof suspension.$inferSelect

export type NewSuspension = {
  scope: Suspension['scope']
  reason: Suspension['reason']
  products?: string[]
  holderContactId?: string | null
  keySerials?: string[]
  codes?: string[]
  text: string
  caseId?: string
  startsAt?: Date
}

/**
 * Closes access of a locked client in the caller's transaction, with audit link, outbox row for the platform
 * and notice to the trusted contacts. Null when a unique index says that this ground is there already.
 */
export async function insertSuspension(
  ctx: Ctx,
  tx: Transaction,
  of: Client,
  values: NewSuspension,
  ticket?: OfTicket,
): Promise<Suspension | null> {
  const { products = [], codes = [], keySerials = [], holderContactId = null } = values
  const [row] = await tx
    .insert(suspension)
    .values({
      id: ctx.newId(),
      clientId: of.id,
      scope: values.scope,
      reason: values.reason,
      products,
      holderContactId,
      keySerials: keySerials.map(normaliseSerial),
      codes,
      text: values.text,
      caseId: values.caseId ?? null,
      startsAt: values.startsAt ?? ctx.now(),
      createdAt: ctx.now(),
      createdBy: ctx.actor,
    })
    .onConflictDoNothing()
    .returning()
  if (!row) return null
  await appendAudit(ctx, tx, {
    chain: `client:${of.id}`,
    action: 'access.suspended',
    data: {
      suspensionId: row.id,
      scope: row.scope,
      reason: row.reason,
      products,
      holderContactId,
      keySerials: row.keySerials,
      codes,
      caseId: row.caseId,
      startsAt: row.startsAt.toISOString(),
    },
  })
  await emitAccessChanged(ctx, tx, of.id, { kind: 'suspended', suspensionIds: [row.id] })
  await notifyClient(
    ctx,
    tx,
    of.id,
    {
      topic: 'suspended',
      client: of.name,
      scope: row.scope,
      reason: row.reason,
      codes,
      startsAt: row.startsAt.toISOString(),
    },
    ticket ? { of: ticket } : {},
  )
  return row
}
