import type { Reading } from './features.ts'
import type { Probabilities } from './policy.ts'
import type { Evidence, Intent } from './types.ts'

/** Below this the client is asked whether a key or access really is in other hands. */
const doubtBelow = 0.6
const modelThreshold = 0.35

export type SecuritySigns = { intent?: Intent; confidence?: number; evidence: Evidence[] }

/** Rules or model, whichever says compromise first (agreement 7.3–7.5). */
export function securitySigns(_reading: Reading, odds: Probabilities): SecuritySigns {
  const key = odds.key_compromise ?? 0
  const access = odds.access_compromise ?? 0
  const total = key + access
  if (total < modelThreshold) return { evidence: [] }
  const intent = key >= access ? 'key_compromise' : 'access_compromise'
  const evidence: Evidence[] = []
  if (total < doubtBelow)
    evidence.push({ field: 'intent', rule: 'compromise_doubt', weight: total })
  return { intent, confidence: total, evidence }
}
