export type Locale = 'ru' | 'kk' | 'en'

export const intents = [
  'incident',
  'consultation',
  'suggestion',
  'billing',
  'key_compromise',
  'access_compromise',
  'resume_access',
  'abuse_report',
  'status_question',
  'spam',
  'gratitude',
  'other',
] as const
export type Intent = (typeof intents)[number]

/** Annex 1, 3.2. */
export const priorities = ['critical', 'high', 'medium', 'low', 'suggestion'] as const
export type Priority = (typeof priorities)[number]

/** Annex 1, 3.3. */
export const complexities = ['simple', 'medium', 'high'] as const
export type Complexity = (typeof complexities)[number]

/** The bullets of Annex 1, 2.1 merged; `contract` and `other` take what 2.1 does not list. */
export const categories = [
  'availability',
  'software_error',
  'diagnostics',
  'update',
  'integration',
  'usage',
  'security',
  'system_status',
  'feedback',
  'contract',
  'other',
] as const
export type Category = (typeof categories)[number]

export type TriageFlags = {
  profanity: boolean
  insult: boolean
  /** Number of distinct problems or questions, at least 1. */
  multi_problem: number
  needs_info: boolean
  out_of_scope: boolean
  mass_hint: boolean
  injection: boolean
  wants_human: boolean
}

/** Why something was decided; `span` is a piece of the client's own text. */
export type Evidence = { field: string; rule: string; span?: string; weight?: number }

export type TriageResult = {
  engine: string
  version: string
  lang: Locale
  intent: Intent
  priority: Priority
  complexity: Complexity
  category: Category
  flags: TriageFlags
  confidence: {
    lang: number
    intent: number
    priority: number
    complexity: number
    category: number
  }
  evidence: Evidence[]
}

export type TriageChannel = 'telegram' | 'email' | 'phone' | 'web'

export type TriageInput = { text: string; subject?: string; channel: TriageChannel }
