import { and, eq } from 'drizzle-orm'
import { identity } from '../../db/schema/people.ts'
import type { Ctx } from '../context.ts'
import type { Channel } from './identify-sender.ts'

/** Remembers that an address does not take our messages (`reason`), or takes them again (null). */
export async function setReachability(
  ctx: Ctx,
  input: { channel: Channel; address: string; reason: string | null },
): Promise<void> {
  await ctx.db
    .update(identity)
    .set({
      unreachableAt: input.reason === null ? null : ctx.now(),
      unreachableReason: input.reason,
    })
    .where(and(eq(identity.channel, input.channel), eq(identity.address, input.address)))
}
