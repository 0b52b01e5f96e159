import { z } from 'zod'
import { apiKey } from '../../db/schema/platform.ts'
import { appendAudit } from '../audit.ts'
import { type Ctx, inTx } from '../context.ts'
import { DomainError } from '../errors.ts'
import { requireRight } from '../rights.ts'
import { newSecretToken, secretTokenHash } from '../staff/secret-token.ts'
import { apiScopes } from './scopes.ts'

export const CreateApiKeyInput = z.object({
  name: z.string().trim().min(1, 'nameMissing').max(100, 'nameTooLong'),
  scopes: z.array(z.enum(apiScopes)).min(1, 'scopesMissing'),
  /** null: until it is revoked. */
  expiresAt: z.date().nullable().default(null),
})
export type CreateApiKeyInput = z.input<typeof CreateApiKeyInput>

/** A key for the HTTP interface. The secret is returned this once; only its hash is kept. */
export async function createApiKey(
  ctx: Ctx,
  input: CreateApiKeyInput,
): Promise<{ id: string; secret: string }> {
  const { staffId } = requireRight(ctx, 'platform.manage')
  const { name, scopes, expiresAt } = CreateApiKeyInput.parse(input)
  if (expiresAt !== null && expiresAt <= ctx.now()) throw new DomainError('invalid', 'alreadyOver')
  const id = ctx.newId()
  // The prefix lets scanners of leaked secrets and people know what they see.
  const secret = `kns_${newSecretToken()}`
  await inTx(ctx, async (tx) => {
    await tx.insert(apiKey).values({
      id,
      name,
      scopes: [...new Set(scopes)],
      secretHash: secretTokenHash(secret),
      createdBy: staffId,
      createdAt: ctx.now(),
      expiresAt,
    })
    await appendAudit(
      ctx,
      tx,
      {
        chain: `api-key:${id}`,
        action: 'api_key.created',
        data: { name, scopes, expiresAt: expiresAt?.toISOString() ?? null },
      },
      'new',
    )
  })
  return { id, secret }
}
