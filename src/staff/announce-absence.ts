import { z } from 'zod'
import { absenceKinds, handOvers, staffAbsence } from '../../db/schema/staff-work.ts'
import { appendAudit } from '../audit.ts'
import { type Ctx, deskRoles, inTx, requireStaff } from '../context.ts'
import { DomainError } from '../errors.ts'
import { parseLocal } from '../sla/astana-time.ts'
import { requireHolder } from '../tickets/assign-ticket.ts'
import { handOver } from './hand-over.ts'
import { planners } from './set-work.ts'
import type { Absence } from './team.ts'

const localMoment = z.string().transform((text, check) => {
  const at = parseLocal(text)
  if (at) return at
  check.addIssue({ code: 'custom', message: 'momentMalformed' })
  return z.NEVER
})

export const AnnounceAbsenceInput = z.object({
  staffId: z.uuid(),
  kind: z.enum(absenceKinds, 'invalidField'),
  /** Local date and time, `2026-12-31T09:00`. */
  from: localMoment,
  to: localMoment,
  handOver: z.enum(handOvers, 'invalidField'),
  toStaffId: z.uuid().nullable(),
  note: z.string().trim().max(4_000, 'textTooLong').default(''),
})
export type AnnounceAbsenceInput = z.input<typeof AnnounceAbsenceInput>

/**
 * Somebody will be, or is, away: nothing is dealt to him meanwhile, and his tickets stay, go back to the queue
 * or to a colleague as soon as it begins.
 * @throws DomainError `invalid` when it is over already or no colleague is named
 */
export async function announceAbsence(ctx: Ctx, input: AnnounceAbsenceInput): Promise<Absence> {
  const actor = requireStaff(ctx, deskRoles)
  const { from, to, ...given } = AnnounceAbsenceInput.parse(input)
  if (given.staffId !== actor.staffId && !planners.includes(actor.role)) {
    throw new DomainError('forbidden', 'role')
  }
  if (to <= from || to <= ctx.now()) throw new DomainError('invalid', 'endBeforeStart')
  const toStaffId = given.handOver === 'colleague' ? given.toStaffId : null
  if (given.handOver === 'colleague' && (toStaffId === null || toStaffId === given.staffId)) {
    throw new DomainError('invalid', 'colleagueMissing')
  }
  return inTx(ctx, async (tx) => {
    await requireHolder(tx, given.staffId)
    if (toStaffId !== null) await requireHolder(tx, toStaffId)
    const [absence] = await tx
      .insert(staffAbsence)
      .values({
        ...given,
        id: ctx.newId(),
        toStaffId,
        startsAt: from,
        endsAt: to,
        createdBy: actor.staffId,
        createdAt: ctx.now(),
      })
      .returning()
    if (!absence) throw new Error('absence not stored')
    const moved = from <= ctx.now() ? await handOver(ctx, tx, absence) : 0
    await appendAudit(ctx, tx, {
      chain: `absence:${absence.id}`,
      action: 'staff.absence_announced',
      data: {
        staffId: given.staffId,
        kind: given.kind,
        from: from.toISOString(),
        to: to.toISOString(),
        handOver: given.handOver,
        toStaffId,
        moved,
      },
    })
    return absence
  })
}
