import type { Reading } from './features.ts'
import type { Category, Intent } from './types.ts'

const byIntent: Partial<Record<Intent, Category>> = {
  suggestion: 'feedback',
  gratitude: 'feedback',
  billing: 'contract',
  key_compromise: 'security',
  access_compromise: 'security',
  resume_access: 'security',
  abuse_report: 'security',
  status_question: 'system_status',
  spam: 'other',
  other: 'other',
}

const subjects: [Category, RegExp][] = [
  ['update', /обновл|жанарт|после релиза|нов\p{L}+ верси|update|upgrade|release/u],
  ['integration', /1с|интеграц|обмен\p{L}* |модул|алмасу|api|унф|зуп|интеграция|exchange|plugin/u],
  [
    'security',
    /эцп|ключ|парол|сертификат|килт|купия|токен|доступ|двухфактор|sms|password|certificate|token/u,
  ],
  ['system_status', /плановы|технически\p{L}+ работ|профилактик|maintenance|жоспарлы жумыс/u],
  [
    'availability',
    /не открыва|не грузит|недоступ|не заход|войти|вход|50[0-4]|упал|лежит|ашылма|кире ал|login|log in|down\b/u,
  ],
]

/** The clause of Annex 1, 2.1 a request falls under; subjects decide only for faults and questions. */
export function categorise(
  intent: Intent,
  reading: Reading,
): { code: Category; confidence: number } {
  const fixed = byIntent[intent]
  if (fixed !== undefined) return { code: fixed, confidence: 0.9 }
  const found = subjects.find(([, pattern]) => pattern.test(reading.folded))?.[0]
  if (intent === 'incident') {
    if (found !== undefined && found !== 'security') return { code: found, confidence: 0.7 }
    return { code: reading.folded.length < 40 ? 'diagnostics' : 'software_error', confidence: 0.6 }
  }
  if (found === 'integration' || found === 'security' || found === 'system_status') {
    return { code: found, confidence: 0.7 }
  }
  return { code: 'usage', confidence: 0.6 }
}
