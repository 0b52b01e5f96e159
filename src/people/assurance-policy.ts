import type { assurances } from '../../db/schema/people.ts'

export type AssuranceLevel = (typeof assurances)[number]

/**
 * The one table of what a request may cause by how sure its sender is (2.5, R24, R25). Asking, adding and
 * stopping harm need nothing; whatever shows data or gives something back needs proof.
 */
const needed = {
  open_ticket: 'unknown',
  add_to_ticket: 'unknown',
  report_compromise: 'unknown',
  name_participant: 'verified',
  hear_confidential: 'verified',
  see_ticket_history: 'verified',
  resume_access: 'verified',
  change_contacts: 'verified',
} as const satisfies Record<string, AssuranceLevel>

type GuardedAction = keyof typeof needed

const order: readonly AssuranceLevel[] = ['unknown', 'claimed', 'verified']

/** True when a sender known that well may cause the action. */
export function assuranceAllows(action: GuardedAction, level: AssuranceLevel): boolean {
  return order.indexOf(level) >= order.indexOf(needed[action])
}
