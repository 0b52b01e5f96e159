import { faqAnswerEn } from './faq-answer.en.ts'
import { faqAnswerKk } from './faq-answer.kk.ts'
import { type FaqAnswerTexts, faqAnswerRu } from './faq-answer.ru.ts'
import type { Locale } from './locale.ts'

const all: Record<Locale, FaqAnswerTexts> = { ru: faqAnswerRu, kk: faqAnswerKk, en: faqAnswerEn }

export function faqAnswerTexts(locale: Locale): FaqAnswerTexts {
  return all[locale]
}
