import type { FaqAnswerTexts } from './faq-answer.ru.ts'

export const faqAnswerKk: FaqAnswerTexts = {
  lead: 'Анықтама мақалаларынан жауап:',
  byMachine:
    'Жауап жақшада көрсетілген мақалалар бойынша автоматты түрде құрастырылды. Өтініш мамандарда қалады.',
  mailAsk: 'Жауап сәйкес келмесе, осы хатқа жауап жазыңыз.',
}
