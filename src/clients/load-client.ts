import { eq } from 'drizzle-orm'
import type { Transaction } from '../../db/client.ts'
import { client } from '../../db/schema/clients.ts'
import { DomainError } from '../errors.ts'

export type Client = typeof client.$inferSelect

/**
 * The client, locked until the transaction ends; a merged one leads to the client that took it over.
 * @throws DomainError `not_found`
 */
export async function requireClientForUpdate(tx: Transaction, id: string): Promise<Client> {
  const [row] = await tx.select().from(client).where(eq(client.id, id)).for('update')
  if (!row) throw new DomainError('not_found', 'clientNotFound')
  return row.mergedIntoId === null ? row : requireClientForUpdate(tx, row.mergedIntoId)
}
