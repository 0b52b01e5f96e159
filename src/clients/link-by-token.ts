import { and, eq, gt, isNull } from 'drizzle-orm'
import { z } from 'zod'
import { linkSecret } from '../../db/schema/clients.ts'
import { type Ctx, inTx } from '../context.ts'
import { secretTokenHash } from '../staff/secret-token.ts'
import type { LinkOutcome } from './link-by-phone.ts'
import { linkTelegram, requireOwner, requireTelegramForUpdate } from './link-telegram.ts'

export const LinkByTokenInput = z.object({ identityId: z.uuid(), token: z.string().max(100) })
export type LinkByTokenInput = z.infer<typeof LinkByTokenInput>

/** The person opened his one-time link; it works once. */
export async function linkByToken(ctx: Ctx, input: LinkByTokenInput): Promise<LinkOutcome> {
  const { identityId, token } = LinkByTokenInput.parse(input)
  return inTx(ctx, async (tx) => {
    const who = await requireTelegramForUpdate(tx, identityId)
    requireOwner(ctx, who)
    const [used] = await tx
      .update(linkSecret)
      .set({ usedAt: ctx.now(), triesLeft: 0 })
      .where(
        and(
          eq(linkSecret.secretHash, secretTokenHash(token)),
          eq(linkSecret.kind, 'link'),
          isNull(linkSecret.usedAt),
          gt(linkSecret.expiresAt, ctx.now()),
        ),
      )
      .returning()
    if (!used) return { linked: false, reason: 'unknown' }
    await linkTelegram(ctx, tx, who, used.contactId, 'one_time_link')
    return { linked: true, contactId: used.contactId }
  })
}
