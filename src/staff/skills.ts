import { ticketSkills } from '../../db/schema/tickets.ts'

export type TicketSkill = (typeof ticketSkills)[number]

/**
 * Which tickets somebody may be given: those that ask for nothing special, those he is good at, and those that
 * nobody who is here is good at, so that none waits for a specialist in vain.
 */
export function eligibleSkills(
  mine: readonly string[],
  here: readonly (readonly string[])[],
): TicketSkill[] {
  const covered = new Set(here.flat())
  return ticketSkills.filter(
    (skill) => skill === 'general' || mine.includes(skill) || !covered.has(skill),
  )
}
