import { and, eq, isNull } from 'drizzle-orm'
import type { Transaction } from '../../db/client.ts'
import { trustedContact } from '../../db/schema/clients.ts'
import { appendAudit } from '../audit.ts'
import type { Ctx } from '../context.ts'
import { requireClientForUpdate } from './load-client.ts'

/**
 * Mail to a trusted address came back (2.5, R23): the card of every client concerned tells so, a notice sent
 * there counts all the same. Returns one of them, for staff to call; null when the address is nobody's.
 */
export async function noteTrustedBounce(
  ctx: Ctx,
  tx: Transaction,
  address: string,
  status: string | null,
): Promise<string | null> {
  const rows = await tx
    .select({ clientId: trustedContact.clientId })
    .from(trustedContact)
    .where(
      and(
        eq(trustedContact.channel, 'email'),
        eq(trustedContact.address, address),
        isNull(trustedContact.until),
      ),
    )
    .orderBy(trustedContact.clientId)
  for (const { clientId } of rows) {
    const of = await requireClientForUpdate(tx, clientId)
    await appendAudit(ctx, tx, {
      chain: `client:${of.id}`,
      action: 'client.trusted_bounced',
      data: { status },
    })
  }
  return rows[0]?.clientId ?? null
}
