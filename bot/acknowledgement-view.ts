import type { FactKey } from '../src/conversation/fact-questions.ts'
import { factQuestions } from '../src/conversation/fact-questions.ts'
import { citedText } from '../src/delivery/cited-text.ts'
import type { OutboundModel } from '../src/delivery/kinds.ts'
import type { ChatTexts } from '../src/i18n/chat.ru.ts'
import { chatTexts } from '../src/i18n/chat-texts.ts'
import { faqAnswerTexts } from '../src/i18n/faq-answer-texts.ts'
import type { Locale } from '../src/i18n/locale.ts'
import { formatMoment, texts } from '../src/i18n/texts.ts'
import { hintLines } from '../src/incidents/hint-lines.ts'
import { formatTicketNumber } from '../src/tickets/ticket-number.ts'
import { buttonData } from './callback-data.ts'
import { type Button, escapeHtml, link, paragraphs, rowsOf, type View, view } from './view.ts'

export type ViewConfig = { faqBaseUrl: string; supportEmail: string }

type Model = OutboundModel<'acknowledgement'>

/** Taken, with the ID, when to expect an answer, and at most one question (Annex 1, 4.3). */
export function acknowledgementView(model: Model, locale: Locale, config: ViewConfig): View {
  const t = texts(locale).acknowledgement
  const asked = askView(model, locale, config)
  return view(
    paragraphs(
      t.title(`<b>${formatTicketNumber(model.number)}</b>`),
      refusedFiles(model.attachmentsRefused, locale, config),
      model.mistypedNumber ? t.mistyped : '',
      model.resumesAt === null ? '' : t.resumes(formatMoment(new Date(model.resumesAt), locale)),
      model.dueAt === null ? '' : t.due(formatMoment(new Date(model.dueAt), locale)),
      ...hintLines(model, locale).map(escapeHtml),
      asked.html || t.addMore,
    ),
    ...asked.buttons,
  )
}

function askView(model: Model, locale: Locale, config: ViewConfig): View {
  const t = chatTexts(locale)
  const { number, ask } = model
  switch (ask) {
    case 'nothing':
    case 'whose':
      return view('')
    case 'organisation':
      return view(
        t.organisation.ask,
        ...model.organisations.map(({ id, name }): Button[] => [
          {
            text: name.slice(0, 48).toWellFormed(),
            data: buttonData({ kind: 'org', number, client: id }),
          },
        ]),
      )
    case 'faq':
      return faqOffer(model, locale, config)
    case 'split':
      return view(t.split.offer(model.matters), [
        { text: t.split.do, data: buttonData({ kind: 'split', number }) },
        { text: t.split.keep, data: buttonData({ kind: 'keep', number }) },
      ])
    case 'doubt':
      return doubtView(number, locale)
    default:
      return factView(number, ask, t)
  }
}

/** Whether a key or access may be in other hands: two buttons (7.3). */
export function doubtView(number: string, locale: Locale): View {
  const t = chatTexts(locale).compromise
  return view(t.doubt, [
    { text: t.yes, data: buttonData({ kind: 'compyes', number }) },
    { text: t.no, data: buttonData({ kind: 'compno', number }) },
  ])
}

/** Up to three answers to read here, and whether they helped (4.5, R75). */
function faqOffer(model: Model, locale: Locale, config: ViewConfig): View {
  const t = texts(locale).acknowledgement
  const c = chatTexts(locale).faq
  const { number } = model
  const lines = model.faq.map((article, at) => {
    const russian = locale === 'en' || (locale === 'kk' && article.titleKk === null)
    const label = locale === 'kk' ? (article.titleKk ?? article.titleRu) : article.titleRu
    const url = `${config.faqBaseUrl}/${article.slug}${locale === 'kk' && !russian ? '?lang=kk' : ''}`
    return `${at + 1}. ${link({ label, url })}${russian ? ` (${t.faqOtherLanguage})` : ''}`
  })
  return view(
    `${t.faq}\n${lines.join('\n')}\n\n${c.read}`,
    model.faq.map(({ slug }, at) => ({
      text: String(at + 1),
      data: buttonData({ kind: 'offer', number, slug }),
    })),
    [
      { text: c.helped, data: buttonData({ kind: 'helped', number }) },
      { text: c.notHelped, data: buttonData({ kind: 'nohelp', number }) },
    ],
  )
}

/** An answer from the articles, with its sources, and whether it helped. */
export function faqAnswerView(
  model: OutboundModel<'faq_answer'>,
  locale: Locale,
  config: ViewConfig,
): View {
  const t = faqAnswerTexts(locale)
  const c = chatTexts(locale).faq
  const { number } = model
  const sources = model.articles.map(({ slug, title }, at) => {
    const url = `${config.faqBaseUrl}/${slug}${locale === 'kk' ? '?lang=kk' : ''}`
    return `[${at + 1}] ${link({ label: title, url })}`
  })
  return view(
    paragraphs(
      `<b>${formatTicketNumber(number)}</b>. ${t.lead}`,
      escapeHtml(citedText(model)),
      sources.join('\n'),
      `<i>${t.byMachine}</i>`,
    ),
    [
      { text: c.helped, data: buttonData({ kind: 'helped', number }) },
      { text: c.notHelped, data: buttonData({ kind: 'nohelp', number }) },
    ],
  )
}

/** One question about the workplace, its answers as buttons, always skippable (R55, R57, R58). */
export function factView(number: string, key: FactKey, t: ChatTexts): View {
  const labels: Record<string, string> = t.facts.options[key]
  const answers = factQuestions[key].map(
    (answer): Button => ({
      text: labels[answer] ?? answer,
      data: buttonData({ kind: 'fact', number, key, answer }),
    }),
  )
  return view(
    `${t.facts.ask}\n${t.facts.questions[key]}`,
    ...rowsOf([
      ...answers,
      { text: t.facts.skip, data: buttonData({ kind: 'skip', number, key }) },
    ]),
  )
}

export function compromiseButton(locale: Locale): Button {
  return {
    text: `🔴 ${chatTexts(locale).compromise.offer}`,
    data: buttonData({ kind: 'go', item: 'compromise' }),
  }
}

/** Why a file was not taken, and what to do instead (4.4, R104). */
export function refusedFiles(
  files: { name: string; reason: string }[],
  locale: Locale,
  config: ViewConfig,
): string {
  const t = texts(locale)
  const why = (reason: string): string => {
    if (reason === 'bmp') return t.acknowledgement.refusedBmp
    if (reason === 'too_big') return t.bot.fileTooBig(config.supportEmail)
    return t.acknowledgement.refusedType
  }
  return files
    .map(({ name, reason }) => `${escapeHtml(t.acknowledgement.refusedFile(name))} ${why(reason)}`)
    .join('\n')
}
