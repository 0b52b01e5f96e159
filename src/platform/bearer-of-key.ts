import { and, eq, gt, isNull, lt, or } from 'drizzle-orm'
import { apiKey } from '../../db/schema/platform.ts'
import type { Ctx } from '../context.ts'
import { secretTokenHash } from '../staff/secret-token.ts'
import { type ApiScope, apiScopes } from './scopes.ts'

export type Bearer = { keyId: string; scopes: readonly ApiScope[] }

const minuteMs = 60_000

/**
 * Whose key a secret is; null for one that is unknown, revoked or over. `environmentKey` is the one of
 * `PLATFORM_API_KEY`: it may do everything.
 */
export async function bearerOfKey(
  ctx: Pick<Ctx, 'db' | 'now'>,
  secret: string,
  environmentKey: string | null,
): Promise<Bearer | null> {
  // Hashes are compared, so time tells nothing about the key itself.
  const secretHash = secretTokenHash(secret)
  if (environmentKey !== null && secretHash === secretTokenHash(environmentKey)) {
    return { keyId: 'environment', scopes: apiScopes }
  }
  const now = ctx.now()
  const [row] = await ctx.db
    .select({ id: apiKey.id, scopes: apiKey.scopes, lastUsedAt: apiKey.lastUsedAt })
    .from(apiKey)
    .where(
      and(
        eq(apiKey.secretHash, secretHash),
        isNull(apiKey.revokedAt),
        or(isNull(apiKey.expiresAt), gt(apiKey.expiresAt, now)),
      ),
    )
  if (!row) return null
  const minuteAgo = new Date(now.getTime() - minuteMs)
  if (row.lastUsedAt === null || row.lastUsedAt < minuteAgo) {
    await ctx.db
      .update(apiKey)
      .set({ lastUsedAt: now })
      .where(
        and(eq(apiKey.id, row.id), or(isNull(apiKey.lastUsedAt), lt(apiKey.lastUsedAt, minuteAgo))),
      )
  }
  return { keyId: row.id, scopes: apiScopes.filter((scope) => row.scopes.includes(scope)) }
}
