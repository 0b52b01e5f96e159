import type { ticketStatuses } from '../../db/schema/tickets.ts'

export type TicketStatus = (typeof ticketStatuses)[number]

/** Everything that can move a ticket from one status to another. */
export type TicketEvent =
  | 'client_wrote'
  /** A short thanks to a solved ticket: kept, but nothing reopens (R110). */
  | 'client_thanked'
  | 'client_reopened'
  /** The words that had woken it belong to another ticket. */
  | 'words_moved_away'
  /** He says that our answer helped: solved, with no person's doing (Annex 1, 1.2). */
  | 'client_helped'
  | 'taken'
  | 'answered'
  | 'question_sent'
  | 'sent_to_development'
  | 'support_suspended'
  | 'refused'
  | 'resolved'
  | 'closed'
  | 'staff_reopened'
  | 'merged'

/** Statuses in which the desk still owes something; the order is that of `ticketStatuses`. */
export const openStatuses = [
  'registered',
  'in_progress',
  'waiting_for_client',
  'in_development',
  'support_suspended',
] as const satisfies readonly TicketStatus[]

export function isOpen(status: TicketStatus): boolean {
  return (openStatuses as readonly TicketStatus[]).includes(status)
}

const ended: readonly TicketStatus[] = ['resolved', 'closed', 'refused']

/** The status after an event, or null where the event cannot happen (Annex 1, 3.6, 4.3, 4.6, 4.7). */
export function nextStatus(status: TicketStatus, event: TicketEvent): TicketStatus | null {
  if (status === 'merged') return null
  switch (event) {
    case 'client_wrote':
      if (status === 'waiting_for_client' || status === 'support_suspended') return 'in_progress'
      return ended.includes(status) ? 'in_progress' : status
    case 'client_thanked':
      return status
    case 'client_reopened':
    case 'staff_reopened':
      return ended.includes(status) ? 'in_progress' : null
    case 'words_moved_away':
      return status === 'in_progress' ? 'waiting_for_client' : status
    case 'taken':
      return status === 'registered' ? 'in_progress' : isOpen(status) ? status : null
    case 'answered':
      return status === 'registered' ? 'in_progress' : status
    case 'question_sent':
      return isOpen(status) ? 'waiting_for_client' : null
    case 'sent_to_development':
      return isOpen(status) ? 'in_development' : null
    case 'support_suspended':
      return isOpen(status) && status !== 'support_suspended' ? 'support_suspended' : null
    case 'refused':
      return isOpen(status) ? 'refused' : null
    case 'client_helped':
    case 'resolved':
      return isOpen(status) ? 'resolved' : null
    case 'closed':
      return status === 'closed' ? null : 'closed'
    case 'merged':
      return isOpen(status) ? 'merged' : null
  }
}

/** True when an event starts a new cycle of time limits (4.7). */
export function reopens(status: TicketStatus, next: TicketStatus): boolean {
  return ended.includes(status) && isOpen(next)
}
