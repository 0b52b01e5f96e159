export type ReactionFacts = {
  assurance: 'unknown' | 'claimed' | 'verified'
  /** The reporter acts for the client, is the holder himself, or staff or the platform vouch for him. */
  speaksForClient: boolean
  /** First head or authorised person (definition 24). */
  mayAct: boolean
  /** The client is known to us: otherwise there is nothing to close. */
  clientKnown: boolean
  /** One holder is named; otherwise the whole client would be closed. */
  holderNamed: boolean
  /** Many victims from one source. */
  flagged: boolean
  closedAlready: boolean
  /** The setting for notices of uncertain origin. */
  unverified: 'confirm' | 'suspend'
}

/** `suspend`: at once. `precaution`: at once, to be confirmed. `confirm`: an officer decides. */
export type Reaction = 'suspend' | 'precaution' | 'confirm' | 'nothing'

/**
 * What a notice of compromise does by itself (7.4, R66). A sure reporter closes access without waiting; to
 * close a whole client for an unnamed holder he must be one who may speak for it.
 */
export function reactionTo(facts: ReactionFacts): Reaction {
  if (facts.closedAlready) return 'nothing'
  if (!facts.clientKnown) return 'confirm'
  const sure =
    facts.assurance === 'verified' && facts.speaksForClient && (facts.holderNamed || facts.mayAct)
  if (sure) return 'suspend'
  return facts.unverified === 'suspend' && !facts.flagged ? 'precaution' : 'confirm'
}
