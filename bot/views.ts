import { decisionText } from '../src/delivery/decision-text.ts'
import type { OutboundContent, OutboundModel } from '../src/delivery/kinds.ts'
import { noticeText } from '../src/delivery/notice-text.ts'
import { type Locale, locales } from '../src/i18n/locale.ts'
import { formatMoment, texts } from '../src/i18n/texts.ts'
import { companyLine, documentLinks } from '../src/settings/company.ts'
import type { Settings } from '../src/settings/settings.ts'
import { formatTicketNumber } from '../src/tickets/ticket-number.ts'
import { buttonData } from './callback-data.ts'

export type Button = { text: string; data: string } | { text: string; url: string }
export type View = { html: string; buttons: Button[][] }

export type ViewConfig = { faqBaseUrl: string; supportEmail: string }

/** The first words of the bot, with the basic documents (definition 14). */
export function startView(settings: Settings, locale: Locale): View {
  const links = documentLinks(settings, locale).map(link)
  return {
    html: paragraphs(escapeHtml(texts(locale).bot.start), links.join('\n')),
    buttons: [
      locales.map((one) => ({
        text: texts(one).languageName,
        data: buttonData({ kind: 'lang', locale: one }),
      })),
    ],
  }
}

/** What becomes of a client's words, and the policy that says it in full. */
export function privacyView(settings: Settings, locale: Locale): View {
  const t = texts(locale)
  const policy = link({ label: t.documents.privacy, url: settings.privacyUrl })
  return {
    html: paragraphs(escapeHtml(t.bot.privacy), policy, escapeHtml(companyLine(settings, locale))),
    buttons: [],
  }
}

function link({ label, url }: { label: string; url: string }): string {
  return `<a href="${escapeHtml(url)}">${escapeHtml(label)}</a>`
}

/** What a message of the desk looks like in Telegram. Pure: model and language in, HTML and buttons out. */
export function deliveryView(content: OutboundContent, locale: Locale, config: ViewConfig): View {
  const t = texts(locale)
  const { number } = content.model
  const id = number === null ? '' : `<b>${formatTicketNumber(number)}</b>`
  switch (content.kind) {
    case 'acknowledgement':
      return content.model.compromise
        ? compromiseView(content.model, locale)
        : acknowledgementView(content.model, locale, config)
    case 'files':
      return {
        html: paragraphs(
          t.acknowledgement.someFiles(id),
          fileNotes(content.model.refused, content.model.keyFile, locale, config),
        ),
        buttons: [],
      }
    case 'appended':
      return {
        html: content.model.reopened ? t.appended.reopened(id) : t.appended.added(id),
        buttons: [],
      }
    case 'staff_reply':
      return {
        html: paragraphs(
          `${escapeHtml(t.reply.from(content.model.author))}\n${escapeHtml(content.model.text)}`,
          content.model.question ? `<i>${t.reply.question}</i>` : '',
          id,
        ),
        buttons: [],
      }
    case 'resolved':
      return {
        html: paragraphs(
          escapeHtml(content.model.text),
          `✅ ${t.resolved.title(id)}`,
          t.resolved.rate,
        ),
        buttons: ratingButtons(content.model, locale),
      }
    case 'decision':
      return {
        html: paragraphs(
          ...decisionText(content.model, locale, formatTicketNumber(content.model.number)).map(
            escapeHtml,
          ),
        ),
        buttons: [],
      }
    case 'staff_file':
      return { html: id, buttons: [] }
    case 'status':
      return {
        html: paragraphs(
          t.statusChanged(id, t.status[content.model.status]),
          escapeHtml(content.model.text),
        ),
        buttons: [],
      }
    case 'notice':
      return {
        html: paragraphs(
          `<b>${escapeHtml(content.model.subject)}</b>`,
          id,
          ...noticeText(content.model, locale).map(escapeHtml),
        ),
        buttons: [],
      }
  }
}

function acknowledgementView(
  model: OutboundModel<'acknowledgement'>,
  locale: Locale,
  config: ViewConfig,
): View {
  const t = texts(locale).acknowledgement
  const links = model.faq.map((article) => {
    const missing = locale === 'kk' && article.titleKk === null
    const title = locale === 'kk' ? (article.titleKk ?? article.titleRu) : article.titleRu
    const note = missing || locale === 'en' ? ` (${t.faqOtherLanguage})` : ''
    return `• <a href="${escapeHtml(`${config.faqBaseUrl}/${article.slug}${locale === 'kk' && !missing ? '?lang=kk' : ''}`)}">${escapeHtml(title)}</a>${note}`
  })
  return {
    html: paragraphs(
      t.title(`<b>${formatTicketNumber(model.number)}</b>`),
      fileNotes(model.attachmentsRefused, model.keyFileReceived, locale, config),
      model.mistypedNumber ? t.mistyped : '',
      model.resumesAt === null ? '' : t.resumes(formatMoment(new Date(model.resumesAt), locale)),
      model.dueAt === null ? '' : t.due(formatMoment(new Date(model.dueAt), locale)),
      links.length === 0 ? '' : `${t.faq}\n${links.join('\n')}`,
      t.addMore,
    ),
    buttons: [],
  }
}

function fileNotes(
  refused: OutboundModel<'files'>['refused'],
  keyFile: boolean,
  locale: Locale,
  config: ViewConfig,
): string {
  const t = texts(locale).acknowledgement
  return paragraphs(
    keyFile ? `⚠️ ${t.keyFile} ${t.reportKey}` : '',
    refused
      .map(
        (file) => `${escapeHtml(t.refusedFile(file.name))} ${refusal(file.reason, locale, config)}`,
      )
      .join('\n'),
  )
}

function refusal(reason: string, locale: Locale, config: ViewConfig): string {
  const t = texts(locale)
  if (reason === 'bmp') return t.acknowledgement.refusedBmp
  if (reason === 'too_big') return t.bot.fileTooBig(config.supportEmail)
  return t.acknowledgement.refusedType
}

function compromiseView(model: OutboundModel<'acknowledgement'>, locale: Locale): View {
  const t = texts(locale).compromise
  return {
    html: paragraphs(
      `🔴 ${t.title(`<b>${formatTicketNumber(model.number)}</b>`)}`,
      t.points.map((point, at) => `${at + 1}. ${point}`).join('\n\n'),
    ),
    buttons: [],
  }
}

/** Five digits in one row and the way back below: both fit a thumb. */
export function ratingButtons(
  model: { number: string; cycle: number },
  locale: Locale,
): Button[][] {
  const { number, cycle } = model
  return [
    [1, 2, 3, 4, 5].map((score) => ({
      text: String(score),
      data: buttonData({ kind: 'rate', number, cycle, score }),
    })),
    [
      {
        text: texts(locale).bot.buttons.notSolved,
        data: buttonData({ kind: 'unsolved', number, cycle }),
      },
    ],
  ]
}

export function paragraphs(...parts: string[]): string {
  return parts.filter((part) => part !== '').join('\n\n')
}

export function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
}
