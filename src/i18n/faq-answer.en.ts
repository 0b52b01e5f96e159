import type { FaqAnswerTexts } from './faq-answer.ru.ts'

export const faqAnswerEn: FaqAnswerTexts = {
  lead: 'An answer from our help pages:',
  byMachine:
    'Written automatically from the articles in brackets. Your request stays with our specialists.',
  mailAsk: 'If it does not fit, just answer this mail.',
}
