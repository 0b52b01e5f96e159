import { eq, sql } from 'drizzle-orm'
import type { Transaction } from '../../db/client.ts'
import { staffAbsence } from '../../db/schema/staff-work.ts'
import { ticket } from '../../db/schema/tickets.ts'
import { type Ctx, inTx, requireSystem } from '../context.ts'
import { giveTicket } from '../tickets/give-ticket.ts'
import { openStatusList } from '../tickets/open-tickets.ts'
import type { Absence } from './team.ts'

/** Gives the open tickets of somebody who is away now to whom he said, with his note; once. Returns how many. */
export async function handOver(ctx: Ctx, tx: Transaction, absence: Absence): Promise<number> {
  await tx
    .update(staffAbsence)
    .set({ handedOverAt: ctx.now() })
    .where(eq(staffAbsence.id, absence.id))
  if (absence.handOver === 'keep') return 0
  const held = await tx
    .select()
    .from(ticket)
    .where(sql`${ticket.assigneeId} = ${absence.staffId} and ${ticket.status} in ${openStatusList}`)
    .orderBy(ticket.id)
    .for('update')
  const note = { by: absence.createdBy, text: absence.note }
  for (const row of held) {
    await giveTicket(ctx, tx, row, absence.toStaffId, { note, how: 'handed_over' })
  }
  return held.length
}

/** Absences that were planned and have begun. Returns how many tickets changed hands. */
export async function handOverAbsent(ctx: Ctx): Promise<number> {
  requireSystem(ctx)
  return inTx(ctx, async (tx) => {
    const begun = await tx
      .select()
      .from(staffAbsence)
      .where(
        sql`${staffAbsence.handedOverAt} is null and ${staffAbsence.cancelledAt} is null
          and ${staffAbsence.startsAt} <= ${ctx.now().toISOString()}::timestamptz`,
      )
      .for('update', { skipLocked: true })
    let moved = 0
    for (const absence of begun) moved += await handOver(ctx, tx, absence)
    return moved
  })
}
