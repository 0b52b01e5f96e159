import { eligibleSkills, type TicketSkill } from './skills.ts'

export type Candidate = {
  staffId: string
  skills: readonly string[]
  /** Open tickets in his hands. */
  load: number
  lastAssignedAt: Date | null
}
export type Waiting = { ticketId: string; skill: TicketSkill }
export type Assignment = { ticketId: string; staffId: string }

/**
 * Deals waiting tickets, in the order of the queue, to those who are at work: to whom the ticket may go and who
 * has least; of several, to the one whose last turn is longest ago. Nobody gets beyond `most`.
 */
export function distribute(
  waiting: readonly Waiting[],
  atWork: readonly Candidate[],
  most: number,
): Assignment[] {
  const here = atWork.map(({ skills }) => skills)
  const hands = atWork.map((candidate) => ({
    ...candidate,
    may: new Set(eligibleSkills(candidate.skills, here)),
    turn: candidate.lastAssignedAt?.getTime() ?? 0,
  }))
  let turn = Math.max(0, ...hands.map((hand) => hand.turn))
  const assignments: Assignment[] = []
  for (const { ticketId, skill } of waiting) {
    const [to] = hands
      .filter(({ may, load }) => may.has(skill) && load < most)
      .toSorted((a, b) => a.load - b.load || a.turn - b.turn || (a.staffId < b.staffId ? -1 : 1))
    if (!to) continue
    to.load += 1
    turn += 1
    to.turn = turn
    assignments.push({ ticketId, staffId: to.staffId })
  }
  return assignments
}
