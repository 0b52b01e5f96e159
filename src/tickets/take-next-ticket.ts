import { sql } from 'drizzle-orm'
import { ticket } from '../../db/schema/tickets.ts'
import { type Ctx, deskRoles, inTx, requireStaff } from '../context.ts'
import { eligibleSkills } from '../staff/skills.ts'
import { skillsHere } from '../staff/team.ts'
import { changeStatus } from './change-status.ts'
import type { Ticket } from './load-ticket.ts'

/**
 * Gives an operator the ticket that stands first in the queue, is nobody's and fits his skills (Annex 1, 3.2 and
 * R83); two who ask at once never get the same one. null when nothing waits for him.
 */
export async function takeNextTicket(ctx: Ctx): Promise<Ticket | null> {
  const { staffId } = requireStaff(ctx, deskRoles)
  return inTx(ctx, async (tx) => {
    const { mine, here } = await skillsHere(tx, staffId, ctx.now())
    const skills = eligibleSkills(mine, here).join(',')
    // The inner statement is written out, limit and all, so that the partial index applies and is read in order.
    const [next] = await tx
      .select()
      .from(ticket)
      .where(
        sql`${ticket.id} = (select t.id from ticket t
          where t.assignee_id is null and t.status in ('registered', 'in_progress')
            and not t.restricted and t.skill = any(string_to_array(${skills}, ','))
          order by t.queue_rank, t.received_at, t.id limit 1 for update skip locked)`,
      )
      .for('update')
    if (!next) return null
    return changeStatus(ctx, tx, next, 'taken', {
      data: { assigneeId: staffId, how: 'next' },
      set: { assigneeId: staffId },
    })
  })
}
