import { and, asc, eq, isNull } from 'drizzle-orm'
import type { Transaction } from '../../db/client.ts'
import { clientContact } from '../../db/schema/clients.ts'
import { subscription } from '../../db/schema/tariffs.ts'
import { policyOfVersion } from './current-rules.ts'

/**
 * The tariff whose own limits may hold for a ticket: that of the first client its requester acts for. Nothing
 * is asked while no tariff has limits of its own.
 */
export async function tariffForLimits(
  tx: Transaction,
  of: { requesterId: string; slaPolicyVersion: number },
): Promise<{ tariffCode?: string | null }> {
  const { tariffs } = await policyOfVersion(tx, of.slaPolicyVersion)
  if (Object.keys(tariffs).length === 0) return {}
  const [row] = await tx
    .select({ code: subscription.tariffCode })
    .from(subscription)
    .innerJoin(clientContact, eq(clientContact.clientId, subscription.clientId))
    .where(
      and(
        eq(clientContact.contactId, of.requesterId),
        isNull(clientContact.endedAt),
        isNull(subscription.endedAt),
      ),
    )
    .orderBy(asc(subscription.createdAt), asc(subscription.id))
    .limit(1)
  return { tariffCode: row?.code ?? null }
}
