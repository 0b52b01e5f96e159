import { eq } from 'drizzle-orm'
import type { Transaction } from '../../db/client.ts'
import { resumption } from '../../db/schema/access.ts'
import { DomainError } from '../errors.ts'
import type { Resumption } from './ask-resumption.ts'

/** Read under the client's lock, so that of two members of staff the second sees what the first did. */
export async function requireResumptionForUpdate(tx: Transaction, id: string): Promise<Resumption> {
  const [row] = await tx.select().from(resumption).where(eq(resumption.id, id)).for('update')
  if (!row) throw new DomainError('not_found', 'resumptionNotFound')
  return row
}
