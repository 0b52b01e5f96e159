import { eq } from 'drizzle-orm'
import type { Transaction } from '../../db/client.ts'
import { compromiseCase } from '../../db/schema/compromise.ts'
import { type Client, requireClientForUpdate } from '../clients/load-client.ts'
import { DomainError } from '../errors.ts'
import type { CompromiseCase } from './case-of-subject.ts'

/**
 * A case with its client, both locked, the client first as everywhere. @throws DomainError `not_found`
 */
export async function requireCaseForUpdate(
  tx: Transaction,
  id: string,
): Promise<{ current: CompromiseCase; client: Client | null }> {
  const [seen] = await tx.select().from(compromiseCase).where(eq(compromiseCase.id, id))
  if (!seen) throw new DomainError('not_found', 'caseNotFound')
  const client = seen.clientId === null ? null : await requireClientForUpdate(tx, seen.clientId)
  const [current] = await tx
    .select()
    .from(compromiseCase)
    .where(eq(compromiseCase.id, id))
    .for('update')
  if (!current) throw new DomainError('not_found', 'caseNotFound')
  return { current, client }
}
