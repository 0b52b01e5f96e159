import { sql } from 'drizzle-orm'
import { staffWork } from '../../db/schema/staff-work.ts'
import { ticket } from '../../db/schema/tickets.ts'
import { type Ctx, inTx, requireSystem } from '../context.ts'
import { currentSettings } from '../settings/current-settings.ts'
import { currentCalendar } from '../sla/current-rules.ts'
import { giveTicket } from '../tickets/give-ticket.ts'
import { distribute } from './distribute.ts'
import { withinHours } from './presence.ts'
import { isAway, teamMembers } from './team.ts'

const lockOfDealing = 7_708_707_281
const batchSize = 200

/**
 * When the settings say so, deals classified tickets that are nobody's to those who are at work, by load and
 * skill. Returns how many found hands.
 */
export async function dealTickets(ctx: Ctx): Promise<number> {
  requireSystem(ctx)
  const { dealTickets: how, dealMost } = await currentSettings(ctx.db)
  if (how === 'off') return 0
  return inTx(ctx, async (tx) => {
    // One dealer at a time: two would count the same loads.
    await tx.execute(sql`select pg_advisory_xact_lock(${lockOfDealing})`)
    const now = ctx.now()
    const calendar = await currentCalendar(tx)
    const atWork = (await teamMembers(tx, now)).filter(
      (member) =>
        member.takesTickets && !isAway(member, now) && withinHours(now, member.week, calendar),
    )
    if (atWork.length === 0) return 0
    const waiting = await tx
      .select()
      .from(ticket)
      .where(
        sql`${ticket.assigneeId} is null and ${ticket.status} in ('registered', 'in_progress')
          and ${ticket.acknowledgedAt} is not null and not ${ticket.restricted}`,
      )
      .orderBy(ticket.queueRank, ticket.receivedAt, ticket.id)
      .limit(batchSize)
      .for('update', { skipLocked: true })
    const dealt = distribute(
      waiting.map(({ id, skill }) => ({ ticketId: id, skill })),
      atWork,
      dealMost,
    )
    for (const { ticketId, staffId } of dealt) {
      const current = waiting.find(({ id }) => id === ticketId)
      if (current) await giveTicket(ctx, tx, current, staffId, { how: 'dealt' })
    }
    const turns = new Map(dealt.map(({ staffId }, at) => [staffId, new Date(now.getTime() + at)]))
    for (const [staffId, lastAssignedAt] of turns) {
      await tx
        .insert(staffWork)
        .values({ staffId, lastAssignedAt, updatedAt: now })
        .onConflictDoUpdate({ target: staffWork.staffId, set: { lastAssignedAt } })
    }
    return dealt.length
  })
}
