import { originalSpan, type Reading } from './features.ts'
import type { Probabilities } from './policy.ts'
import { accessSigns, harmless, keySigns } from './security-signs.ts'
import type { Evidence, Intent } from './types.ts'

/**
 * The model's joint probability from which a letter counts as compromise. A missed one costs far more
 * than a question too many, so it lies well below one half, lower still where a sign is
 * said plainly, higher where the letter itself takes it back.
 */
const thresholds = { sign: 0.15, nothing: 0.2, harmless: 0.7 }

/** From here on a letter below the threshold still raises the question to the client. */
const doubtFrom = 0.1

/** The same where a sign is said plainly: only what is surely something else asks nobody. */
const signedDoubtFrom = 0.02

/** Below this the client is asked whether a key or access really is in other hands. */
const doubtBelow = 0.65

export type SecuritySigns = { intent?: Intent; confidence?: number; evidence: Evidence[] }

/**
 * Compromise by rule or model, whichever speaks first (agreement 7.3–7.5). A case left undecided is
 * not dropped: the evidence rule `compromise_doubt` asks the desk to put the question to the client.
 */
export function securitySigns(reading: Reading, odds: Probabilities): SecuritySigns {
  const keyOdds = odds.key_compromise ?? 0
  const accessOdds = odds.access_compromise ?? 0
  const total = keyOdds + accessOdds
  const key = keySigns.exec(reading.folded)
  const access = accessSigns.exec(reading.folded)
  const calmed = harmless.test(reading.folded)
  const match = calmed ? null : (key ?? access)
  const sign = match === null ? undefined : originalSpan(reading, match)
  const threshold = thresholds[calmed ? 'harmless' : sign === undefined ? 'nothing' : 'sign']
  const evidence: Evidence[] = []
  if (sign !== undefined) evidence.push({ field: 'intent', rule: 'compromise_sign', span: sign })
  if (total < threshold) {
    if (total >= (sign === undefined ? doubtFrom : signedDoubtFrom)) {
      evidence.push({ field: 'intent', rule: 'compromise_doubt', weight: round(total) })
    }
    return { evidence }
  }
  if (total < doubtBelow) {
    evidence.push({ field: 'intent', rule: 'compromise_doubt', weight: round(total) })
  }
  const intent = keyOdds >= accessOdds ? 'key_compromise' : 'access_compromise'
  return { intent, confidence: total, evidence }
}

const round = (value: number): number => Math.round(value * 100) / 100
