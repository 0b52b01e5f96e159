/** Statuses that matter here: everything else is an open ticket. */
export type ThreadTicket = {
  id: string
  state: 'open' | 'resolved' | 'closed'
  /** The ticket this one was merged into, or null. */
  mergedInto: string | null
  /** What the sender is in it; null for a stranger. */
  sender: 'requester' | 'participant' | 'colleague' | null
  /** Subjects seen in the conversation, ours and the client's. */
  subjects: readonly string[]
}

export type ThreadFacts = {
  /** Tickets of our own signed Message-IDs in In-Reply-To and References, the nearest first. */
  byOwnMessage: readonly string[]
  /** Tickets of the plus-address tokens the mail was sent to. */
  byPlusToken: readonly string[]
  /** Tickets of the well-formed, known IDs of the subject, in order. */
  bySubject: readonly string[]
  /** Tickets of stored foreign Message-IDs, the nearest first. */
  byForeignMessage: readonly string[]
  tickets: ReadonlyMap<string, ThreadTicket>
  isForward: boolean
  isGratitude: boolean
  /** A machine wrote it: it may be filed, it never reopens. */
  isAutomatic: boolean
  /** The subject holds an ID that is mistyped or that nobody ever got. */
  hasUnknownId: boolean
  /** The subject is new to the given ticket. */
  isNewSubject: (ticket: ThreadTicket) => boolean
}

export type ThreadReason =
  | 'own_message_id'
  | 'plus_token'
  | 'subject_id'
  | 'foreign_message_id'
  | 'no_claim'
  | 'unknown_id'
  | 'forward'
  | 'not_a_participant'
  | 'new_subject'
  | 'closed_for_others'
  | 'gratitude'
  | 'automatic'

export type ThreadHint = 'several_ids' | 'subject_names_another' | 'merged' | 'reopens'

export type ThreadDecision = {
  action: 'append' | 'append_without_reopening' | 'new' | 'new_linked'
  /** The ticket to append to; merged tickets are followed to their target. */
  ticketId: string | null
  /** The ticket the mail claims to continue, for a new linked one; its content stays unseen. */
  claimedTicketId: string | null
  reason: ThreadReason
  hints: ThreadHint[]
}

type Claim = { ticket: ThreadTicket; reason: ThreadReason; merged: boolean }

/**
 * Which ticket a mail belongs to: own signed Message-ID, plus token, ID of the subject, foreign
 * Message-ID, in this order, and only where the sender takes part (Annex 4, 4.3 and 4.7).
 */
export function decideThread(facts: ThreadFacts): ThreadDecision {
  const claims = findClaims(facts)
  const hints = hintsOf(facts, claims)
  const first = claims[0]
  if (!first) return fresh(facts, hints)
  const own = claims.find((claim) => claim.ticket.sender !== null)
  if (!own) return linked(first, 'not_a_participant', hints)
  if (own.merged) hints.push('merged')
  if (facts.isAutomatic) return append(own, 'automatic', false, hints)
  // Who writes about something else keeps the old thread by accident: it must not get lost there.
  const named = claims.some((c) => c.reason === 'subject_id' && c.ticket.id === own.ticket.id)
  if (!named && facts.isNewSubject(own.ticket)) {
    return linked(own, 'new_subject', hints)
  }
  return byState(facts, own, hints)
}

function byState(facts: ThreadFacts, claim: Claim, hints: ThreadHint[]): ThreadDecision {
  const { state, sender } = claim.ticket
  if (state === 'open') return append(claim, claim.reason, true, hints)
  if (facts.isGratitude) return append(claim, 'gratitude', false, hints)
  // Annex 4, 4.7: the author reopens by replying; to others a closed ticket stays closed.
  if (state === 'closed' && sender !== 'requester') return linked(claim, 'closed_for_others', hints)
  return append(claim, claim.reason, true, [...hints, 'reopens'])
}

function findClaims(facts: ThreadFacts): Claim[] {
  const sources: [ThreadReason, readonly string[]][] = [
    ['own_message_id', facts.byOwnMessage],
    ['plus_token', facts.byPlusToken],
    ['subject_id', facts.bySubject],
  ]
  // A client's forward starts something new unless it carries an ID of ours.
  if (!facts.isForward) sources.push(['foreign_message_id', facts.byForeignMessage])
  return sources.flatMap(([reason, ids]) =>
    ids.flatMap((id) => {
      const ticket = followMerges(facts.tickets, id)
      return ticket ? [{ ticket, reason, merged: ticket.id !== id }] : []
    }),
  )
}

const MAX_MERGES = 20

function followMerges(tickets: ThreadFacts['tickets'], id: string): ThreadTicket | null {
  let ticket = tickets.get(id)
  for (let i = 0; ticket?.mergedInto && i < MAX_MERGES; i++) ticket = tickets.get(ticket.mergedInto)
  return ticket && ticket.mergedInto === null ? ticket : null
}

function hintsOf(facts: ThreadFacts, claims: Claim[]): ThreadHint[] {
  const hints: ThreadHint[] = []
  const named = new Set(claims.filter((c) => c.reason === 'subject_id').map((c) => c.ticket.id))
  if (named.size > 1) hints.push('several_ids')
  const first = claims[0]
  const other = first && first.reason !== 'subject_id' && named.size > 0
  if (other && !named.has(first.ticket.id)) hints.push('subject_names_another')
  if (facts.hasUnknownId && facts.bySubject.length > 0) hints.push('several_ids')
  return [...new Set(hints)]
}

function fresh(facts: ThreadFacts, hints: ThreadHint[]): ThreadDecision {
  const reason = facts.hasUnknownId ? 'unknown_id' : facts.isForward ? 'forward' : 'no_claim'
  return { action: 'new', ticketId: null, claimedTicketId: null, reason, hints }
}

function linked(claim: Claim, reason: ThreadReason, hints: ThreadHint[]): ThreadDecision {
  return { action: 'new_linked', ticketId: null, claimedTicketId: claim.ticket.id, reason, hints }
}

function append(
  claim: Claim,
  reason: ThreadReason,
  mayReopen: boolean,
  hints: ThreadHint[],
): ThreadDecision {
  const action = mayReopen ? 'append' : 'append_without_reopening'
  return { action, ticketId: claim.ticket.id, claimedTicketId: null, reason, hints }
}
