import type { Intent } from '../triage/types.ts'
import type { Symptom } from './symptoms.ts'

export type MatchSubject = { product: string; symptoms: readonly Symptom[]; intent: Intent }
export type MatchIncident = { id: string; product: string | null; symptom: string | null }

const maybe: readonly Intent[] = ['status_question', 'consultation', 'other']

/**
 * What a request has to do with an incident: the `same` fault, `maybe`, or nothing. A fault of the whole
 * platform matches every product; a report of compromise, a bill or a suggestion never does. Pure.
 */
export function matchIncident(
  subject: MatchSubject,
  incident: MatchIncident,
): 'same' | 'maybe' | 'nothing' {
  const product = incident.product === null || incident.product === subject.product
  const symptom =
    incident.symptom === null || subject.symptoms.includes(incident.symptom as Symptom)
  if (subject.intent === 'incident') {
    if (product && symptom) return 'same'
    return product || (symptom && subject.product === 'platform') ? 'maybe' : 'nothing'
  }
  return maybe.includes(subject.intent) && product && symptom && incident.symptom !== null
    ? 'maybe'
    : 'nothing'
}
