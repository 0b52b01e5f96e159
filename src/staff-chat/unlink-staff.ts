import { and, eq, isNotNull } from 'drizzle-orm'
import { staff } from '../../db/schema/people.ts'
import { appendAudit } from '../audit.ts'
import { type Ctx, inTx, requireStaff } from '../context.ts'

/** One's own Telegram account stands for nobody any more: a lost phone, another account. */
export async function unlinkStaffTelegram(ctx: Ctx): Promise<void> {
  const { staffId } = requireStaff(ctx)
  await inTx(ctx, async (tx) => {
    const [unlinked] = await tx
      .update(staff)
      .set({ telegramUserId: null })
      .where(and(eq(staff.id, staffId), isNotNull(staff.telegramUserId)))
      .returning({ id: staff.id })
    if (!unlinked) return
    await appendAudit(ctx, tx, { chain: `staff:${staffId}`, action: 'staff.telegram_unlinked' })
  })
}
