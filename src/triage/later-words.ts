import { foldLetters } from '../text/kazakh.ts'
import { isCompromise } from './policy.ts'
import type { Intent, Priority, TriageResult } from './types.ts'

/** The engine name of what later words looked like: beside the first word, never over it. */
export const laterEngine = 'later'

/** What words mean that come after the acknowledgement. */
export type LaterReading =
  | { kind: 'nothing' }
  /** A notice of compromise; `answersDoubt` when the client says yes to our question. */
  | { kind: 'compromise'; intent: Intent; answersDoubt: boolean }
  /** They may speak of one: the client is asked. */
  | { kind: 'ask' }
  /** They change the picture: a person decides. */
  | { kind: 'suggest' }

const yes = /^(?:да|ага|конечно|именно|верно|боюсь что да|иа|ия|ие|арине|дурыс|yes|yep|yeah|sure)$/u
const no = /^(?:нет|не|жок|емес|no|nope)/u

/** «Да.», «Иә, сізге рахмет», «yes please»: the first word decides, and nothing else of weight follows. */
export function saysYes(text: string): boolean {
  const words = foldLetters(text).match(/\p{L}+/gu) ?? []
  const [first, ...rest] = words.filter((word) => !politeness.has(word))
  if (first === undefined || !yes.test(first)) return false
  return rest.length <= 2 && !rest.some((word) => no.test(word))
}

const politeness: ReadonlySet<string> = new Set(
  'здравствуйте добрый день вечер утро спасибо пожалуйста сиз сизге рахмет салем hello hi thanks please'.split(
    ' ',
  ),
)

const ranks: Record<Priority, number> = { critical: 0, high: 1, medium: 2, low: 3, suggestion: 4 }

/** Intents that another person or another rule takes care of, so that staff should hear of them. */
const weighty: ReadonlySet<Intent> = new Set(['incident', 'resume_access', 'abuse_report'])

/** From here on the engine's word about later, shorter words is worth a look. */
const sureFrom = 0.6

/** A doubt of the first letter asks from less. */
const askFrom = 0.15

/**
 * What later words of a client mean for a ticket that is classified already (Annex 1, 3.2; agreement 7.3).
 * Nothing is lowered, and nothing but a compromise is raised without a person.
 */
export function readLater(
  ticket: { intent: Intent; priority: Priority },
  result: TriageResult,
  text: string,
  doubtOpen: boolean,
): LaterReading {
  if (isCompromise(ticket.intent)) return { kind: 'nothing' }
  if (doubtOpen && saysYes(text)) {
    return { kind: 'compromise', intent: 'key_compromise', answersDoubt: true }
  }
  const doubt = result.evidence.find(({ rule }) => rule === 'compromise_doubt')
  if (isCompromise(result.intent) && doubt === undefined) {
    return { kind: 'compromise', intent: result.intent, answersDoubt: false }
  }
  // Later words are few, and who asks for his access back tells the old story again: a weak doubt asks nobody.
  if (isCompromise(result.intent) || (doubt?.weight ?? 0) >= askFrom) {
    return { kind: doubtOpen || ticket.intent === 'resume_access' ? 'suggest' : 'ask' }
  }
  const raised =
    ranks[result.priority] < ranks[ticket.priority] &&
    ticket.priority !== 'suggestion' &&
    result.confidence.priority >= sureFrom
  const other =
    weighty.has(result.intent) &&
    result.intent !== ticket.intent &&
    result.confidence.intent >= sureFrom
  return { kind: raised || other ? 'suggest' : 'nothing' }
}
