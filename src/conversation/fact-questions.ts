import type { Ticket } from '../tickets/load-ticket.ts'

/** What may be asked about a client's workplace (6.2–6.4, Annex 1, 4.2), and the answers that are buttons. */
export const factQuestions = {
  login: ['certificate', 'password', 'both'],
  browser: ['chrome', 'edge', 'firefox', 'other'],
  workplace: ['ok', 'internet', 'eds', 'ncalayer', 'module'],
  onec: ['bp', 'ut', 'erp', 'other'],
} as const
export type FactKey = keyof typeof factQuestions
export const factKeys = Object.keys(factQuestions) as [FactKey, ...FactKey[]]

const about = {
  onec: /(?<!\p{L})1\s?[сc](?!\p{L})|интеграц|модул|обмен/iu,
  login: /вход|войти|войт|захо[дж]|зайти|авториз|логин|кіру|кире|кіре|кабинет|log ?in|sign ?in/iu,
  signing:
    /подпис|ncalayer|нсалайер|эцп|сертификат|ключ|қол қой|кол кой|эцқ|кілт|sign|certificate/iu,
} as const

/** What the words already say is not asked. */
const said: Record<FactKey, RegExp> = {
  login: /по сертификат|по эцп|иин и парол|сертификатпен|by certificate|with password/iu,
  browser: /chrome|хром|edge|firefox|мозил|safari|сафари|opera|опера|яндекс/iu,
  workplace: /$^/u,
  onec: /бухгалтери[яи]|управление торговл|erp|комплексн/iu,
}

/**
 * The one question whose answer helps most, or null: only troubles are asked about, never what was asked
 * before, and never once a person has answered.
 */
export function nextFactQuestion(
  ticket: Pick<Ticket, 'intent' | 'category' | 'lastStaffMessageAt'>,
  text: string,
  asked: readonly string[],
): FactKey | null {
  if (ticket.intent !== 'incident' || ticket.lastStaffMessageAt !== null) return null
  const wanted = ((): FactKey[] => {
    if (about.onec.test(text) || ticket.category === 'integration') return ['onec', 'workplace']
    if (about.login.test(text)) return ['login', 'browser']
    if (about.signing.test(text)) return ['workplace', 'browser']
    return ['browser']
  })()
  return wanted.find((key) => !asked.includes(key) && !said[key].test(text)) ?? null
}
