import { inbound } from '../../db/schema/transport.ts'
import type { Ctx } from '../context.ts'

/** An update that we cannot handle is kept with the reason instead of blocking those behind it. */
export async function quarantineUpdate(
  ctx: Ctx,
  input: { updateId: number; raw: unknown; reason: string },
): Promise<void> {
  await ctx.db
    .insert(inbound)
    .values({
      id: ctx.newId(),
      channel: 'telegram',
      externalKey: `update:${input.updateId}`,
      receivedAt: ctx.now(),
      raw: input.raw,
      state: 'quarantined',
      reason: input.reason.slice(0, 500),
    })
    .onConflictDoNothing()
}
