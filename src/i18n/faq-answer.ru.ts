/** Words around an answer that a model wrote from the articles; `kk` and `en` have the type of this one. */
export const faqAnswerRu = {
  lead: 'Ответ из статей справки:',
  byMachine:
    'Ответ составлен автоматически по статьям, указанным в скобках. Обращение остаётся у специалистов.',
  mailAsk: 'Если ответ не подошёл, просто ответьте на это письмо.',
}

export type FaqAnswerTexts = typeof faqAnswerRu
