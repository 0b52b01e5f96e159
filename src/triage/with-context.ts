import { isCompromise } from './policy.ts'
import type { TriageResult } from './types.ts'

export type TriageContext = {
  senderKnown: boolean
  suspended: boolean
}

/** What the client's own situation adds to the text; compromise is never lowered (Annex 1, 3.2 d). */
export function applyContext(result: TriageResult, context: TriageContext): TriageResult {
  const changed: TriageResult = { ...result, evidence: [...result.evidence] }
  const asksForAccess =
    result.intent === 'incident' &&
    (result.category === 'availability' || result.category === 'security')
  if (context.suspended && asksForAccess) {
    changed.intent = 'resume_access'
    changed.category = 'security'
    changed.evidence.push({ field: 'intent', rule: 'client_suspended' })
  }
  if (!context.senderKnown && !isCompromise(changed.intent) && changed.priority !== 'suggestion') {
    if (changed.priority !== 'low') {
      changed.evidence.push({ field: 'priority', rule: `unknown_sender_was_${changed.priority}` })
    }
    changed.priority = 'low'
    changed.confidence = { ...changed.confidence, priority: 1 }
  }
  return changed
}
