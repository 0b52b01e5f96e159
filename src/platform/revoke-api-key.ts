import { eq } from 'drizzle-orm'
import { z } from 'zod'
import { apiKey } from '../../db/schema/platform.ts'
import { appendAudit } from '../audit.ts'
import { type Ctx, inTx } from '../context.ts'
import { DomainError } from '../errors.ts'
import { requireRight } from '../rights.ts'

export const RevokeApiKeyInput = z.object({ keyId: z.uuid() })
export type RevokeApiKeyInput = z.infer<typeof RevokeApiKeyInput>

/** Ends a key at once and for good; a second call changes nothing. @throws DomainError `not_found` */
export async function revokeApiKey(ctx: Ctx, input: RevokeApiKeyInput): Promise<void> {
  requireRight(ctx, 'platform.manage')
  const { keyId } = RevokeApiKeyInput.parse(input)
  await inTx(ctx, async (tx) => {
    const [row] = await tx.select().from(apiKey).where(eq(apiKey.id, keyId)).for('update')
    if (!row) throw new DomainError('not_found', 'keyNotFound')
    if (row.revokedAt !== null) return
    await tx.update(apiKey).set({ revokedAt: ctx.now() }).where(eq(apiKey.id, keyId))
    await appendAudit(ctx, tx, { chain: `api-key:${keyId}`, action: 'api_key.revoked' })
  })
}
