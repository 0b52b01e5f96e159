import { type FaqTitle, faqTitlesOf, faqTopics, findFaq } from '../../src/conversation/faq-shelf.ts'
import { publishedArticle } from '../../src/faq/queries.ts'
import { chatTexts } from '../../src/i18n/chat-texts.ts'
import type { Locale } from '../../src/i18n/locale.ts'
import { publicEn } from '../../src/i18n/panel.public.en.ts'
import { publicKk } from '../../src/i18n/panel.public.kk.ts'
import { publicRu } from '../../src/i18n/panel.public.ru.ts'
import { buttonData } from '../callback-data.ts'
import { type Button, escapeHtml, paragraphs, rowsOf, type View, view } from '../view.ts'
import type { Visit } from './visit.ts'

const topicNames: Record<Locale, Record<string, string>> = {
  ru: publicRu.help.sections,
  kk: publicKk.help.sections,
  en: publicEn.help.sections,
}

/** The topics; or, with words after the command, what answers them. */
export async function faqMenu(visit: Visit): Promise<View[]> {
  const t = chatTexts(visit.locale).faq
  const { db } = visit.ctx
  if (visit.words.trim() !== '') {
    const found = await findFaq(db, visit.words)
    return [found.length === 0 ? view(t.none) : numbered(t.found, found, visit.locale)]
  }
  const topics = await faqTopics(db)
  const buttons = topics.map(
    (code): Button => ({
      text: topicName(code, visit.locale),
      data: buttonData({ kind: 'sect', product: code }),
    }),
  )
  return [view(t.sections, ...rowsOf(buttons))]
}

export async function faqTopic(visit: Visit, code: string): Promise<View[]> {
  const t = chatTexts(visit.locale).faq
  const found = await faqTitlesOf(visit.ctx.db, code)
  const back: Button = { text: t.back, data: buttonData({ kind: 'topics' }) }
  const { html, buttons } = numbered(t.section(topicName(code, visit.locale)), found, visit.locale)
  return [view(html, ...buttons, [back])]
}

/** The answer itself, so that nobody has to leave the chat for it; whether it helped counts for the ticket, if any. */
export async function faqAnswer(visit: Visit, slug: string, number?: string): Promise<View[]> {
  const t = chatTexts(visit.locale).faq
  const article = await publishedArticle(visit.ctx.db, slug)
  if (!article) return [view(t.none)]
  const kazakh = visit.locale === 'kk' && article.titleKk !== null && article.answerKk !== null
  const title = kazakh ? article.titleKk : article.titleRu
  const answer = kazakh ? article.answerKk : article.answerRu
  const russianOnly = visit.locale !== 'ru' && !kazakh
  return [
    view(
      paragraphs(
        russianOnly ? `<i>${t.russianOnly}</i>` : '',
        `<b>${escapeHtml(title ?? '')}</b>`,
        escapeHtml(answer ?? ''),
        t.didItHelp,
      ),
      [
        {
          text: t.helped,
          data: buttonData(number ? { kind: 'helped', number } : { kind: 'good', slug }),
        },
        {
          text: t.notHelped,
          data: buttonData(number ? { kind: 'nohelp', number } : { kind: 'bad', slug }),
        },
      ],
    ),
  ]
}

/** The questions by number: their titles are longer than a button on a phone. */
function numbered(said: string, found: FaqTitle[], locale: Locale): View {
  const lines = found.map(({ titleRu, titleKk }, at) => {
    const title = locale === 'kk' ? (titleKk ?? titleRu) : titleRu
    return `${at + 1}. ${escapeHtml(title)}`
  })
  const buttons = found.map(
    ({ slug }, at): Button => ({ text: String(at + 1), data: buttonData({ kind: 'read', slug }) }),
  )
  const rows: Button[][] = []
  while (buttons.length > 0) rows.push(buttons.splice(0, numbersInRow))
  return view(paragraphs(escapeHtml(said), lines.join('\n')), ...rows)
}
const numbersInRow = 5

function topicName(code: string, locale: Locale): string {
  return topicNames[locale][code] ?? code
}
