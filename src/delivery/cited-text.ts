import type { OutboundModel } from './kinds.ts'

/** The sentences as one text, the numbers of their articles behind each: «Нажмите «Войти». [1]». */
export function citedText({ sentences }: Pick<OutboundModel<'faq_answer'>, 'sentences'>): string {
  return sentences
    .map(({ text, cites }) => `${text} ${cites.map((n) => `[${n}]`).join('')}`)
    .join(' ')
}
