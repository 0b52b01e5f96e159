import { eq } from 'drizzle-orm'
import { staff, staffSession } from '../../db/schema/people.ts'
import { appendAudit } from '../audit.ts'
import { type Ctx, inTx, requireStaff } from '../context.ts'

/** Ends every session of one's own, on every device; a second call finds nothing to end. */
export async function signOutEverywhere(ctx: Ctx): Promise<void> {
  const { staffId } = requireStaff(ctx)
  await inTx(ctx, async (tx) => {
    await tx.select({ id: staff.id }).from(staff).where(eq(staff.id, staffId)).for('update')
    const ended = await tx
      .delete(staffSession)
      .where(eq(staffSession.staffId, staffId))
      .returning({ staffId: staffSession.staffId })
    if (ended.length === 0) return
    await appendAudit(ctx, tx, {
      chain: `staff:${staffId}`,
      action: 'staff.signed_out_everywhere',
      data: { sessions: ended.length },
    })
  })
}
