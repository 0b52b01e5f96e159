import type { TriageResult } from './types.ts'

/** Below these the classification is shown as unsure and waits in "check triage". */
const sureFrom = { intent: 0.5, priority: 0.6 }

/** Whether a person should look before anything is promised; an open doubt about compromise always. */
export function needsCheck({ confidence, evidence }: TriageResult): boolean {
  return (
    confidence.intent < sureFrom.intent ||
    confidence.priority < sureFrom.priority ||
    evidence.some(({ rule }) => rule === 'compromise_doubt')
  )
}
