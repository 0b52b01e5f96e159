import { decisionsEn } from '../i18n/decisions.en.ts'
import { decisionsKk } from '../i18n/decisions.kk.ts'
import { type DecisionTexts, decisionsRu } from '../i18n/decisions.ru.ts'
import type { Locale } from '../i18n/locale.ts'
import type { OutboundModel } from './kinds.ts'

const catalogues: Record<Locale, DecisionTexts> = {
  ru: decisionsRu,
  kk: decisionsKk,
  en: decisionsEn,
}

/** The paragraphs of a decision for the client: what, why by which clause, the words of staff, what he can do. */
export function decisionText(
  model: OutboundModel<'decision'>,
  locale: Locale,
  id: string,
): string[] {
  const t = catalogues[locale]
  const why = model.reason === null ? t.developmentClause : t.clause(t.reasons[model.reason])
  const next = {
    suspended: t.goesOn,
    refused: t.reopen,
    development: '',
    not_planned: t.reopen,
  }[model.decision]
  return [t[model.decision](id), why, model.text, next]
}
