import { type Intent, intents, type Priority, priorities } from './types.ts'

export type Probabilities = Record<string, number>

/** Share of the cascade (intent, then impact) against the direct priority head. */
const cascadeShare = 0.6

/** A missed outage costs more than a false alarm, so critical wins before it is the likeliest. */
export const criticalThreshold = 0.45

export function isCompromise(intent: Intent): boolean {
  return intent === 'key_compromise' || intent === 'access_compromise'
}

/** Priorities an intent fixes by itself (Annex 1, 3.2); the others are decided by the stated impact. */
export const fixedPriority: Partial<Record<Intent, Priority>> = {
  key_compromise: 'critical',
  access_compromise: 'critical',
  suggestion: 'suggestion',
  consultation: 'low',
  billing: 'low',
  abuse_report: 'low',
  status_question: 'low',
  spam: 'low',
  gratitude: 'low',
  other: 'low',
}

export function mostLikely<T extends string>(
  probabilities: Probabilities,
  labels: readonly T[],
): T {
  const first = labels[0]
  if (first === undefined) throw new Error('no labels to choose from')
  return labels.reduce(
    (best, label) => ((probabilities[label] ?? 0) > (probabilities[best] ?? 0) ? label : best),
    first,
  )
}

/** Probability of each priority when intent and impact are both uncertain. */
export function mixPriorities(
  intent: Probabilities,
  incidentImpact: Probabilities,
  resumeImpact: Probabilities,
  direct: Probabilities,
): Probabilities {
  const mixed: Probabilities = {}
  for (const priority of priorities) {
    let cascade = 0
    for (const name of intents) {
      const share = intent[name] ?? 0
      const fixed = fixedPriority[name]
      if (fixed === priority) cascade += share
      else if (fixed === undefined) {
        cascade += share * ((name === 'incident' ? incidentImpact : resumeImpact)[priority] ?? 0)
      }
    }
    mixed[priority] = cascadeShare * cascade + (1 - cascadeShare) * (direct[priority] ?? 0)
  }
  return mixed
}

export function choosePriority(mixed: Probabilities): Priority {
  return (mixed.critical ?? 0) >= criticalThreshold ? 'critical' : mostLikely(mixed, priorities)
}

/** Said plainly that nobody else can do the work (folded). */
const nobodyElse =
  /больше некому|(?:подпис|отправ|выпис)\p{L}* некому|подписать нечем|некому (?:подпис|отправ)|единственн\p{L}+ (?:подпис|сотрудник|сигнат)|один(?:ственн\p{L}+)? подписант (?:у нас|в)|кол кой(?:атын|ушы) (?:баска )?(?:адам|ешким) жок|баска кол кой\p{L}+ (?:адам )?жок|only sign(?:er|atory)|sole sign|nothing leaves|ничего (?:не можем|не уходит)|ни (?:одного )?(?:счета|документа) (?:ни акта|отправ)|ештене жибере алма/u

const someoneCovers =
  /подменя|замеща|замест|вторая подпис|остальные подпис|друг(?:ие|ой) подпис|директор подпис|пока подпис|временно подпис|орнында|орнына|covers|covering|stands in|sign meanwhile/u

/** Asking for access back is critical when all work stands (3.2 a) and nobody fills in. */
export function resumeStandstill(folded: string): boolean {
  return nobodyElse.test(folded) && !someoneCovers.test(folded)
}
