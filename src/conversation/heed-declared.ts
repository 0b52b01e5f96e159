import type { Ticket } from '../tickets/load-ticket.ts'
import { fixedPriority, isCompromise } from '../triage/policy.ts'
import type { TriageResult } from '../triage/types.ts'

/**
 * What the client said his words are (a suggestion, a report of a violation, a compromise) stands before what
 * they look like; only a compromise found in them is never lowered. A ticket opened without such a word is `other`.
 */
export function heedDeclared(result: TriageResult, declared: Ticket['intent']): TriageResult {
  if (declared === 'other') return result
  // Who has said it himself is not asked whether he is sure.
  const evidence = [
    ...result.evidence.filter(({ rule }) => rule !== 'compromise_doubt'),
    { field: 'intent', rule: 'client_declared' },
  ]
  if (declared === result.intent) return { ...result, evidence }
  if (isCompromise(result.intent) && !isCompromise(declared)) return result
  const priority = fixedPriority[declared] ?? result.priority
  return {
    ...result,
    intent: declared,
    priority,
    confidence: { ...result.confidence, intent: 1, priority: 1 },
    evidence,
  }
}
