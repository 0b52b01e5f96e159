import { and, eq, isNull } from 'drizzle-orm'
import type { Transaction } from '../../db/client.ts'
import { suspension } from '../../db/schema/access.ts'
import { compromiseCase } from '../../db/schema/compromise.ts'
import { insertSuspension } from '../access/insert-suspension.ts'
import { appendAudit } from '../audit.ts'
import type { Client } from '../clients/load-client.ts'
import type { OfTicket } from '../clients/notify-client.ts'
import type { Ctx } from '../context.ts'
import { emitAccessChanged } from '../platform/emit-event.ts'
import type { CompromiseCase } from './case-of-subject.ts'

export type CloseAccess = {
  decision: 'suspended' | 'precaution'
  reason: string
  ticket: OfTicket
  /** Narrowed by an officer with reason: the named keys only, the holder keeps access (R65). */
  keysOnly?: boolean
}

/**
 * Closes what 7.4 says: the holder's access and operations with the named keys; the whole client where it is
 * a person or no holder is known. Client and case are locked. Done once: the unique index guards it.
 */
export async function closeAccess(
  ctx: Ctx,
  tx: Transaction,
  of: Client,
  current: CompromiseCase,
  { decision, reason, ticket, keysOnly = false }: CloseAccess,
): Promise<CompromiseCase> {
  const scope = keysOnly ? 'keys' : current.holderContactId === null ? 'platform' : 'holder'
  const made = await insertSuspension(
    ctx,
    tx,
    of,
    {
      scope,
      reason: current.kind === 'access' ? 'access_compromise' : 'key_compromise',
      holderContactId: scope === 'holder' ? current.holderContactId : null,
      keySerials: current.serials,
      text: reason,
      caseId: current.id,
    },
    ticket,
  )
  if (made === null) return current
  const [row] = await tx
    .update(compromiseCase)
    .set({
      state: 'suspended',
      suspendedAt: current.suspendedAt ?? ctx.now(),
      suspendedBy: current.suspendedBy ?? ctx.actor,
      decidedAt: ctx.now(),
      decidedBy: ctx.actor,
      decision,
      decisionReason: reason,
    })
    .where(eq(compromiseCase.id, current.id))
    .returning()
  await appendAudit(ctx, tx, {
    chain: `case:${current.id}`,
    action: 'compromise.suspended',
    data: { suspensionId: made.id, scope, decision, reason },
  })
  return row ?? current
}

/** A later report names more keys of a holder who is closed already: they join the suspension (R70). */
export async function extendKeys(
  ctx: Ctx,
  tx: Transaction,
  of: Client,
  current: CompromiseCase,
): Promise<CompromiseCase> {
  const [inForce] = await tx
    .select()
    .from(suspension)
    .where(and(eq(suspension.caseId, current.id), isNull(suspension.liftedAt)))
    .for('update')
  if (!inForce) return current
  const added = current.serials.filter((serial) => !inForce.keySerials.includes(serial))
  if (added.length === 0) return current
  await tx
    .update(suspension)
    .set({ keySerials: [...inForce.keySerials, ...added] })
    .where(eq(suspension.id, inForce.id))
  await appendAudit(ctx, tx, {
    chain: `client:${of.id}`,
    action: 'access.keys_added',
    data: { suspensionId: inForce.id, keySerials: added },
  })
  await emitAccessChanged(ctx, tx, of.id, { kind: 'extended', suspensionIds: [inForce.id] })
  return current
}
