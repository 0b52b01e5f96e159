import { and, eq, isNull } from 'drizzle-orm'
import { z } from 'zod'
import { linkSecret } from '../../db/schema/clients.ts'
import { appendAudit } from '../audit.ts'
import { type Ctx, inTx } from '../context.ts'
import { DomainError } from '../errors.ts'
import { requireRight } from '../rights.ts'
import { newSecretToken, secretTokenHash } from '../staff/secret-token.ts'
import { lockContacts } from './move-contact.ts'

const lifeMs = 24 * 3_600_000

export const CreateLinkInput = z.object({ contactId: z.uuid() })
export type CreateLinkInput = z.infer<typeof CreateLinkInput>

/**
 * A one-time secret for `https://t.me/BOT?start=link_TOKEN`; only its hash is kept, an earlier unused one of
 * the person dies. By staff, or by the platform for somebody who is signed in there.
 */
export async function createLink(
  ctx: Ctx,
  input: CreateLinkInput,
): Promise<{ token: string; expiresAt: Date }> {
  if (ctx.actor.kind !== 'platform') requireRight(ctx, 'clients.link')
  const { contactId } = CreateLinkInput.parse(input)
  const token = newSecretToken()
  const expiresAt = new Date(ctx.now().getTime() + lifeMs)
  return inTx(ctx, async (tx) => {
    const [person] = await lockContacts(tx, contactId)
    if (person?.mergedIntoId !== null) throw new DomainError('not_found', 'contactNotFound')
    await tx
      .delete(linkSecret)
      .where(
        and(
          eq(linkSecret.contactId, contactId),
          eq(linkSecret.kind, 'link'),
          isNull(linkSecret.usedAt),
        ),
      )
    await tx.insert(linkSecret).values({
      id: ctx.newId(),
      kind: 'link',
      contactId,
      secretHash: secretTokenHash(token),
      triesLeft: 1,
      createdAt: ctx.now(),
      expiresAt,
    })
    await appendAudit(ctx, tx, {
      chain: `contact:${contactId}`,
      action: 'contact.link_created',
      data: { expiresAt: expiresAt.toISOString() },
    })
    return { token, expiresAt }
  })
}
