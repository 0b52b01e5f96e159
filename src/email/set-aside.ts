import { inbound } from '../../db/schema/transport.ts'
import type { Ctx } from '../context.ts'
import type { BlobStore } from '../storage/blob-store.ts'

/** Keeps a mail that our own fault keeps from becoming a ticket, with the fault as its reason. */
export async function setMailAside(
  ctx: Ctx,
  store: BlobStore,
  input: { raw: Buffer; receivedAt: Date; error: unknown },
): Promise<void> {
  const rawSha256 = await store.put(input.raw)
  const { error } = input
  const reason = `failed: ${error instanceof Error ? error.message : String(error)}`
  await ctx.db
    .insert(inbound)
    .values({
      id: ctx.newId(),
      channel: 'email',
      externalKey: `sha256:${rawSha256}`,
      receivedAt: input.receivedAt,
      rawSha256,
      state: 'quarantined',
      reason: reason.slice(0, 500),
    })
    .onConflictDoNothing()
  ctx.log.error({ err: reason }, 'mail set aside')
}
