import type { acknowledgementAsks } from '../delivery/kinds.ts'
import type { Ticket } from '../tickets/load-ticket.ts'
import { isCompromise } from '../triage/policy.ts'
import type { TriageResult } from '../triage/types.ts'
import { nextFactQuestion } from './fact-questions.ts'
import { splitMatters } from './split-matters.ts'

export type Ask = { ask: (typeof acknowledgementAsks)[number]; matters: number }

/** For these it matters on whose behalf somebody writes. */
const matter: ReadonlySet<Ticket['intent']> = new Set([
  'incident',
  'consultation',
  'billing',
  'resume_access',
  'other',
])

/**
 * The one thing an acknowledgement in a chat asks: a doubt about a key first, then several problems in one
 * letter, then ready answers, then on whose behalf (R21), then a missing detail. Nothing of what the client has named himself, nor of somebody
 * who wants to speak to a person.
 */
export function chooseAsk(
  ticket: Pick<Ticket, 'intent' | 'category' | 'lastStaffMessageAt'>,
  result: TriageResult,
  text: string,
  faqFound: boolean,
  organisations = 1,
): Ask {
  const ask = (one: Ask['ask'], matters = 1): Ask => ({ ask: one, matters })
  const declared = result.evidence.some(({ rule }) => rule === 'client_declared')
  if (isCompromise(ticket.intent)) return ask(declared ? 'nothing' : 'whose')
  if (declared) return ask('nothing')
  if (result.evidence.some(({ rule }) => rule === 'compromise_doubt')) return ask('doubt')
  if (result.flags.wants_human) return ask('nothing')
  const matters = result.flags.multi_problem > 1 ? splitMatters(text).length : 1
  if (matters > 1) return ask('split', matters)
  if (faqFound) return ask('faq')
  if (organisations > 1 && matter.has(ticket.intent)) return ask('organisation')
  return ask(nextFactQuestion(ticket, text, []) ?? 'nothing')
}
