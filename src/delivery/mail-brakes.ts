/** At most `count` mails within `minutes`. */
export type Limit = { minutes: number; count: number }

const limits = (figures: Record<number, number>): Limit[] =>
  Object.entries(figures).map(([minutes, count]) => ({ minutes: Number(minutes), count }))

/**
 * How much automatic mail may leave before a person has to look: what busy desks live with, far above what
 * people cause and far below what a loop does.
 */
export const brakes = {
  ticket: limits({ 10: 10, 30: 15, 60: 25, 180: 50, 600: 100 }),
  sender: limits({ 10: 30, 30: 60, 60: 120, 180: 240, 600: 360 }),
  all: { minutes: 10, count: 5000 },
} as const

/** The longest window of the brakes: older mail does not matter. */
export const longestWindowMinutes = 600

/** A sender's further mails wait for each other until he is silent for `quiet`, never longer than `most`. */
export const burst = { quietMs: 10_000, mostMs: 60_000 } as const

/** After a bounce an address gets no automatic mail: a full mailbox may be emptied, a missing one stays missing. */
const bounceRestMs = { passing: 3 * 86_400_000, lasting: 60 * 86_400_000 }

export type HeldReason =
  | 'burst'
  | 'ticket_limit'
  | 'sender_limit'
  | 'global_limit'
  | 'unreachable'
  | 'role_address'

export type AcknowledgementFacts = {
  now: Date
  /** A compromise (section 7) never waits for company. */
  isUrgent: boolean
  isRoleAddress: boolean
  unreachable: { at: Date; reason: string } | null
  /** Moments of automatic mail to this sender and about this ticket, within the longest window. */
  toSender: readonly Date[]
  aboutTicket: readonly Date[]
  /** Automatic mail to anybody within the window of `brakes.all`. */
  toAll: number
  /** Others of this sender wait already. */
  othersWait: boolean
}

export type AcknowledgementDecision =
  | { action: 'send' }
  /** `until` null: only a person can let it go. */
  | { action: 'hold'; reason: HeldReason; until: Date | null; limit: Limit | null }

const limitRestMs = 10 * 60_000

/** Whether the acknowledgement of a new ticket leaves by mail now; nothing is ever dropped (Annex 1, 4.3). */
export function decideAcknowledgement(facts: AcknowledgementFacts): AcknowledgementDecision {
  if (facts.isRoleAddress) return hold('role_address', null)
  if (facts.unreachable && stillRests(facts.unreachable, facts.now))
    return hold('unreachable', null)
  const later = new Date(facts.now.getTime() + limitRestMs)
  const ticket = exceeded(brakes.ticket, facts.aboutTicket, facts.now)
  if (ticket) return hold('ticket_limit', later, ticket)
  const sender = exceeded(brakes.sender, facts.toSender, facts.now)
  if (sender) return hold('sender_limit', later, sender)
  if (facts.toAll >= brakes.all.count) return hold('global_limit', later, brakes.all)
  const last = Math.max(0, ...facts.toSender.map((at) => at.getTime()))
  const inBurst = facts.othersWait || facts.now.getTime() - last < burst.mostMs
  if (inBurst && !facts.isUrgent) {
    return hold('burst', new Date(facts.now.getTime() + burst.quietMs))
  }
  return { action: 'send' }
}

/** When a sender's waiting acknowledgements may leave together; null: now. */
export function burstEnd(waiting: readonly Date[], now: Date): Date | null {
  const times = waiting.map((at) => at.getTime())
  const end = Math.min(Math.max(...times) + burst.quietMs, Math.min(...times) + burst.mostMs)
  return end <= now.getTime() ? null : new Date(end)
}

function hold(reason: HeldReason, until: Date | null, limit: Limit | null = null) {
  return { action: 'hold' as const, reason, until, limit }
}

function exceeded(list: readonly Limit[], sent: readonly Date[], now: Date): Limit | null {
  return (
    list.find(({ minutes, count }) => {
      const from = now.getTime() - minutes * 60_000
      return sent.filter((at) => at.getTime() > from).length >= count
    }) ?? null
  )
}

/** 5.2.x: the mailbox is full or switched off (RFC 3463, 3.3). */
function stillRests(bounce: { at: Date; reason: string }, now: Date): boolean {
  const passing = /\b(5\.2|4\.\d+)\.\d+\b/.test(bounce.reason)
  const restMs = passing ? bounceRestMs.passing : bounceRestMs.lasting
  return now.getTime() - bounce.at.getTime() < restMs
}
