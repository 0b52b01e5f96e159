import { and, eq, inArray } from 'drizzle-orm'
import type { Transaction } from '../../db/client.ts'
import { compromiseCase } from '../../db/schema/compromise.ts'

/** True while a compromise of the client is open or its access closed: its trusted contacts stand still (R25). */
export async function isFrozen(
  tx: Pick<Transaction, '$count'>,
  clientId: string,
): Promise<boolean> {
  const cases = await tx.$count(
    compromiseCase,
    and(
      eq(compromiseCase.clientId, clientId),
      inArray(compromiseCase.state, ['open', 'suspended']),
    ),
  )
  return cases > 0
}
