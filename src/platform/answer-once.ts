import { createHash } from 'node:crypto'
import { and, eq, lt } from 'drizzle-orm'
import { apiRequest } from '../../db/schema/platform.ts'
import { type Ctx, inTx } from '../context.ts'
import { DomainError } from '../errors.ts'

/** So long a key is remembered; nobody repeats a request later than that. */
const keptMs = 7 * 24 * 3_600_000

export type Answer = { status: number; body: object }

/**
 * Does a write of the HTTP interface once for each idempotency key: the effect and its answer are one
 * transaction, a repeat gets the same answer. Answers lie encrypted, for they may hold secrets.
 * @throws DomainError `conflict` when the key came with another request before
 */
export async function answerOnce(
  ctx: Ctx,
  given: { keyId: string; idempotencyKey: string; request: unknown },
  work: (ctx: Ctx) => Promise<Answer>,
): Promise<Answer> {
  const { keyId, idempotencyKey } = given
  const requestHash = createHash('sha256').update(JSON.stringify(given.request)).digest('hex')
  const place = `api-request:${keyId}:${idempotencyKey}`
  return inTx(ctx, async (tx) => {
    const which = and(eq(apiRequest.keyId, keyId), eq(apiRequest.idempotencyKey, idempotencyKey))
    // A parallel request with the same key waits here until the first one is done.
    const [mine] = await tx
      .insert(apiRequest)
      .values({ keyId, idempotencyKey, requestHash, status: 0, response: '', createdAt: ctx.now() })
      .onConflictDoNothing()
      .returning({ keyId: apiRequest.keyId })
    if (!mine) {
      const [before] = await tx.select().from(apiRequest).where(which)
      if (before?.requestHash !== requestHash) {
        throw new DomainError('conflict', 'idempotencyReused')
      }
      return {
        status: before.status,
        body: JSON.parse(ctx.vault.open(String(before.response), place)),
      }
    }
    await tx
      .delete(apiRequest)
      .where(lt(apiRequest.createdAt, new Date(ctx.now().getTime() - keptMs)))
    const answer = await work({ ...ctx, db: tx })
    const response = ctx.vault.seal(JSON.stringify(answer.body), place)
    await tx.update(apiRequest).set({ status: answer.status, response }).where(which)
    return answer
  })
}
