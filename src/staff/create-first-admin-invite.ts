import { and, eq, isNull } from 'drizzle-orm'
import type { Database, Transaction } from '../../db/client.ts'
import { staff, staffInvite } from '../../db/schema/people.ts'
import { type Ctx, inTx, requireSystem } from '../context.ts'
import { newSecretToken, secretTokenHash } from './secret-token.ts'

const lifeMs = 24 * 3600_000

/**
 * A one-time link for the first administrator, good for 24 hours; null as soon as there is one. Only the
 * hash is stored, so a lost link is replaced by the next start.
 */
export async function createFirstAdminInvite(ctx: Ctx): Promise<{ token: string } | null> {
  requireSystem(ctx)
  return inTx(ctx, async (tx) => {
    if (await hasAdministrator(tx)) return null
    const token = newSecretToken()
    await tx.insert(staffInvite).values({
      tokenHash: secretTokenHash(token),
      role: 'admin',
      createdAt: ctx.now(),
      expiresAt: new Date(ctx.now().getTime() + lifeMs),
    })
    return { token }
  })
}

export async function hasAdministrator(db: Pick<Database | Transaction, 'select'>) {
  const [row] = await db
    .select({ id: staff.id })
    .from(staff)
    .where(and(eq(staff.role, 'admin'), isNull(staff.disabledAt)))
    .limit(1)
  return row !== undefined
}
