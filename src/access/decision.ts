import type { suspensionReasons, suspensionScopes } from '../../db/schema/access.ts'

export type SuspensionFact = {
  id: string
  scope: (typeof suspensionScopes)[number]
  reason: (typeof suspensionReasons)[number]
  products: readonly string[]
  holderContactId: string | null
  keySerials: readonly string[]
  codes: readonly string[]
  startsAt: Date
  liftedAt: Date | null
}

/** About whom the question is; nothing given: about the client as a whole. */
export type AccessSubject = {
  holderContactId?: string | undefined
  keySerial?: string | undefined
}

export type AccessFacts = { suspensions: readonly SuspensionFact[]; subject: AccessSubject }

export type AccessReason = {
  suspensionId: string
  reason: SuspensionFact['reason']
  scope: SuspensionFact['scope']
  codes: readonly string[]
  since: Date
}

export type AccessDecision = {
  access: 'allowed' | 'restricted' | 'denied'
  /** Products that are closed while others stay open. */
  closedProducts: string[]
  /** Every ground that stands in the way now: access opens only when none is left (R45). */
  reasons: AccessReason[]
  /** When the answer may change by itself: a suspension set for the future begins. */
  changesAt: Date | null
}

/**
 * The one decision on access (5.3.7–5.3.9, 7.4). Grounds stack, none ends by time. A holder or a key is
 * denied as soon as the client is; other people of the client keep access (R65).
 */
export function accessDecision(facts: AccessFacts, at: Date): AccessDecision {
  const concerning = facts.suspensions.filter((one) => concerns(one, facts.subject))
  const active = concerning.filter((one) => isActive(one, at))
  const denied = active.some((one) => one.scope !== 'products')
  const closedProducts = denied
    ? []
    : [...new Set(active.flatMap((one) => one.products))].toSorted()
  const future = concerning
    .filter((one) => one.startsAt > at && (one.liftedAt === null || one.liftedAt > one.startsAt))
    .map((one) => one.startsAt.getTime())
  return {
    access: denied ? 'denied' : active.length > 0 ? 'restricted' : 'allowed',
    closedProducts,
    reasons: active.map(({ id, reason, scope, codes, startsAt }) => ({
      suspensionId: id,
      reason,
      scope,
      codes,
      since: startsAt,
    })),
    changesAt: future.length === 0 ? null : new Date(Math.min(...future)),
  }
}

export function isActive(one: Pick<SuspensionFact, 'startsAt' | 'liftedAt'>, at: Date): boolean {
  return one.startsAt <= at && (one.liftedAt === null || one.liftedAt > at)
}

function concerns(one: SuspensionFact, subject: AccessSubject): boolean {
  const namesKey =
    subject.keySerial !== undefined && one.keySerials.includes(normaliseSerial(subject.keySerial))
  switch (one.scope) {
    case 'platform':
    case 'products':
      return true
    case 'holder':
      return (
        namesKey ||
        (one.holderContactId !== null && one.holderContactId === subject.holderContactId)
      )
    case 'keys':
      return namesKey
  }
}

/** A certificate's serial as one writes it: hexadecimal, without separators and leading zeros. */
export function normaliseSerial(given: string): string {
  return given
    .toUpperCase()
    .replace(/[^0-9A-Z]/g, '')
    .replace(/^0+(?=.)/, '')
}
