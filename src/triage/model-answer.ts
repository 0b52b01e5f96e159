import { z } from 'zod'
import { isCompromise } from './policy.ts'
import {
  categories,
  complexities,
  type Evidence,
  intents,
  priorities,
  type TriageResult,
} from './types.ts'

/** What the model must return; anything else is no answer. */
export const modelAnswerSchema = z.strictObject({
  intent: z.enum(intents),
  priority: z.enum(priorities),
  complexity: z.enum(complexities),
  category: z.enum(categories),
  insult: z.boolean(),
  multi_problem: z.int().min(1).max(20),
  needs_info: z.boolean(),
  out_of_scope: z.boolean(),
  mass_hint: z.boolean(),
  wants_human: z.boolean(),
  certainty: z.number().min(0).max(1),
  reason: z.string().max(600),
})

export type ModelAnswer = z.infer<typeof modelAnswerSchema>

const raisedByRule = (result: TriageResult): boolean =>
  isCompromise(result.intent) ||
  result.evidence.some((e) => e.rule === 'compromise_sign' || e.rule === 'total_outage')

/**
 * The model's answer under the rules' authority: compromise and total outage are never lowered, a
 * letter that instructs the machine keeps the offline labels, obscenity and injection stay as found.
 */
export function mergeModelAnswer(
  offline: TriageResult,
  answer: ModelAnswer,
  engine: string,
  version: string,
): TriageResult {
  const evidence: Evidence[] = [
    ...offline.evidence,
    { field: 'intent', rule: 'model_reason', span: answer.reason, weight: answer.certainty },
  ]
  const kept = { ...offline, engine, version, evidence }
  if (offline.flags.injection) {
    evidence.push({ field: 'intent', rule: 'model_ignored_injection' })
    return kept
  }
  const raised = raisedByRule(offline)
  const disputed = raised && !isCompromise(answer.intent) && answer.priority !== 'critical'
  if (disputed) evidence.push({ field: 'priority', rule: 'model_may_not_lower' })
  const keepIntent = isCompromise(offline.intent) && !isCompromise(answer.intent)
  const intent = keepIntent ? offline.intent : answer.intent
  const priority =
    isCompromise(intent) || (raised && offline.priority === 'critical')
      ? 'critical'
      : intent === 'suggestion'
        ? 'suggestion'
        : answer.priority === 'suggestion'
          ? 'low'
          : answer.priority
  const certainty = disputed ? Math.min(0.5, answer.certainty) : answer.certainty
  return {
    ...kept,
    intent,
    priority,
    complexity: answer.complexity,
    category: keepIntent ? offline.category : answer.category,
    flags: {
      ...offline.flags,
      insult: answer.insult,
      multi_problem: answer.multi_problem,
      needs_info: answer.needs_info,
      out_of_scope: answer.out_of_scope,
      mass_hint: answer.mass_hint || offline.flags.mass_hint,
      wants_human: answer.wants_human || offline.flags.wants_human,
    },
    confidence: {
      lang: offline.confidence.lang,
      intent: certainty,
      priority: certainty,
      complexity: certainty,
      category: certainty,
    },
  }
}
