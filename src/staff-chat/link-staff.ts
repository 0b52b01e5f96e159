import { and, eq, gt, isNull } from 'drizzle-orm'
import { z } from 'zod'
import type { Database } from '../../db/client.ts'
import { telegramLink } from '../../db/schema/chat.ts'
import { staff } from '../../db/schema/people.ts'
import { appendAudit } from '../audit.ts'
import { actingAs, type Ctx, inTx, requireStaff } from '../context.ts'
import { DomainError } from '../errors.ts'
import { requireRight } from '../rights.ts'
import { newSecretToken, secretTokenHash } from '../staff/secret-token.ts'

const lifeMs = 3_600_000

export const CreateStaffLinkInput = z.object({ staffId: z.uuid() })
export type CreateStaffLinkInput = z.infer<typeof CreateStaffLinkInput>

/** A one-time secret for `/start staff_TOKEN`: for oneself, for anybody by an administrator or the machine's owner. */
export async function createStaffLink(ctx: Ctx, input: CreateStaffLinkInput): Promise<string> {
  const actor = ctx.actor.kind === 'system' ? null : requireStaff(ctx)
  const { staffId } = CreateStaffLinkInput.parse(input)
  if (actor && actor.staffId !== staffId) requireRight(ctx, 'staff.manage')
  const token = newSecretToken()
  await inTx(ctx, async (tx) => {
    const known = await tx.$count(staff, and(eq(staff.id, staffId), isNull(staff.disabledAt)))
    if (known === 0) throw new DomainError('not_found', 'staffNotFound')
    await tx.insert(telegramLink).values({
      tokenHash: secretTokenHash(token),
      staffId,
      createdAt: ctx.now(),
      expiresAt: new Date(ctx.now().getTime() + lifeMs),
    })
    await appendAudit(ctx, tx, {
      chain: `staff:${staffId}`,
      action: 'staff.telegram_link_created',
    })
  })
  return token
}

/** Ties a Telegram account to a staff account; an earlier one is untied. Returns the name. @throws DomainError `not_found` */
export async function linkStaffTelegram(
  ctx: Ctx,
  input: { token: string; userId: string },
): Promise<string> {
  return inTx(ctx, async (tx) => {
    const [used] = await tx
      .update(telegramLink)
      .set({ usedAt: ctx.now() })
      .where(
        and(
          eq(telegramLink.tokenHash, secretTokenHash(input.token)),
          isNull(telegramLink.usedAt),
          gt(telegramLink.expiresAt, ctx.now()),
        ),
      )
      .returning({ staffId: telegramLink.staffId })
    if (!used) throw new DomainError('not_found', 'linkUnknown')
    await tx
      .update(staff)
      .set({ telegramUserId: null })
      .where(eq(staff.telegramUserId, input.userId))
    const [linked] = await tx
      .update(staff)
      .set({ telegramUserId: input.userId })
      .where(and(eq(staff.id, used.staffId), isNull(staff.disabledAt)))
      .returning({ name: staff.name })
    if (!linked) throw new DomainError('not_found', 'linkUnknown')
    await appendAudit(ctx, tx, { chain: `staff:${used.staffId}`, action: 'staff.telegram_linked' })
    return linked.name
  })
}

/** The context acting as the member of staff behind a Telegram account; null for anybody else. */
export async function asStaffOfTelegram(
  ctx: Ctx,
  userId: string,
): Promise<{ ctx: Ctx; staffId: string; name: string } | null> {
  const found = await staffOfTelegram(ctx.db, userId)
  if (!found) return null
  const { id: staffId, name, role } = found
  return { ctx: actingAs(ctx, { kind: 'staff', staffId, role }), staffId, name }
}

async function staffOfTelegram(db: Database, userId: string) {
  const [row] = await db
    .select({ id: staff.id, name: staff.name, role: staff.role })
    .from(staff)
    .where(and(eq(staff.telegramUserId, userId), isNull(staff.disabledAt)))
  return row
}

/** The Telegram account of a member of staff, if he has linked one. */
export async function telegramOfStaff(db: Database, staffId: string): Promise<string | null> {
  const [row] = await db
    .select({ userId: staff.telegramUserId })
    .from(staff)
    .where(eq(staff.id, staffId))
  return row?.userId ?? null
}
