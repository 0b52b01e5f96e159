import { foldLetters } from '../text/kazakh.ts'
import { restoreScript } from '../text/script.ts'
import { meaningOf } from '../triage/thesaurus.ts'

/** What fails, in the order in which one is preferred among equals. */
export const symptoms = [
  'sign',
  'login',
  'send',
  'receive',
  'exchange',
  'create',
  'open',
  'slow',
  'other',
] as const
export type Symptom = (typeof symptoms)[number]

/** Meanings of the thesaurus, so that one fault told in three languages is one symptom. */
const ofMeaning: Partial<Record<string, Symptom>> = {
  signature: 'sign',
  'sign-verb': 'sign',
  'hand-kk': 'sign',
  key: 'sign',
  ncalayer: 'sign',
  'main-login': 'login',
  'login-data': 'login',
  password: 'login',
  code: 'login',
  'main-send': 'send',
  'main-receive': 'receive',
  'main-exchange': 'exchange',
  onec: 'exchange',
  'main-create': 'create',
  'open-verb': 'open',
  cabinet: 'open',
  blank: 'open',
  slow: 'slow',
}

/** What the words complain of; `other` when they name nothing that we know. Pure. */
export function symptomsOf(text: string): Symptom[] {
  const found = new Set<Symptom>()
  for (const word of foldLetters(restoreScript(text)).match(/1[сc](?![\p{L}\p{N}])|\p{L}+/gu) ??
    []) {
    const symptom = ofMeaning[meaningOf(word) ?? '']
    if (symptom) found.add(symptom)
  }
  return found.size === 0 ? ['other'] : symptoms.filter((symptom) => found.has(symptom))
}
