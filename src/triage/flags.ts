import type { Reading } from './features.ts'
import { findProfanity } from './profanity.ts'
import type { Evidence, TriageFlags, TriageInput } from './types.ts'

/** Flags from rules and from the binary heads of the model; adds what they rest on to `evidence`. */
export function decideFlags(
  reading: Reading,
  input: TriageInput,
  probability: (head: string) => number,
  evidence: Evidence[],
): TriageFlags {
  const profanity = findProfanity(input.text)
  for (const hit of profanity.hits)
    evidence.push({ field: 'flags', rule: hit.level, span: hit.span })
  for (const span of reading.instructions) {
    evidence.push({ field: 'flags', rule: 'instruction_ignored', span })
  }
  const multi = probability('multi_problem') > 0.5 ? Math.max(2, countNumbered(reading.body)) : 1
  return {
    profanity: profanity.level === 'obscene',
    insult: probability('insult') > 0.5,
    multi_problem: multi,
    needs_info: probability('needs_info') > 0.5,
    out_of_scope: probability('out_of_scope') > 0.5,
    mass_hint: probability('mass_hint') > 0.5,
    injection: reading.instructions.length > 0,
    wants_human: probability('wants_human') > 0.5,
  }
}

function countNumbered(body: string): number {
  return body.match(/(?:^|\n)\s*\d[.)]\s/g)?.length ?? 0
}
