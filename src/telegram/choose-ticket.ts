import { isGratitude } from '../tickets/gratitude.ts'
import type { Ticket } from '../tickets/load-ticket.ts'
import { isOpen } from '../tickets/status.ts'

/** What the database knows about where the words of a message may belong; all tickets are the sender's own. */
export type ChoiceFacts = {
  text: string
  hasFiles: boolean
  /** The ticket of the message that this one answers. */
  repliedTicketId: string | null
  /** Tickets whose IDs stand in the text, in their order. */
  namedTicketIds: string[]
  focus: Pick<Ticket, 'id' | 'status' | 'burstEndsAt'> | null
  now: Date
}

export type Choice = { ticketId: string | null; reason: string }

/** A reply, a ticket ID, then the ticket in focus decide; without any of them it is a new ticket. */
export function chooseTicket(facts: ChoiceFacts): Choice {
  if (facts.repliedTicketId !== null) return { ticketId: facts.repliedTicketId, reason: 'reply' }
  const [named] = facts.namedTicketIds
  if (named !== undefined) return { ticketId: named, reason: 'ticket_id' }
  if (facts.focus !== null && joinsFocus(facts, facts.focus)) {
    return { ticketId: facts.focus.id, reason: 'focus' }
  }
  return { ticketId: null, reason: 'nothing_points_elsewhere' }
}

/** New words after the end of a ticket are a new question, unless they are its thanks or its last burst. */
function joinsFocus(facts: ChoiceFacts, focus: NonNullable<ChoiceFacts['focus']>): boolean {
  if (isOpen(focus.status) || focus.burstEndsAt > facts.now) return true
  return !facts.hasFiles && isGratitude(facts.text)
}
