import type { OutgoingMail } from '../email/compose.ts'
import type { MailBody } from '../email/compose-html.ts'
import { chatTexts } from '../i18n/chat-texts.ts'
import { faqAnswerTexts } from '../i18n/faq-answer-texts.ts'
import { incidentTexts } from '../i18n/incidents.ts'
import type { Locale } from '../i18n/locale.ts'
import { mailTexts } from '../i18n/mail-texts.ts'
import { statusTexts } from '../i18n/status.ts'
import { formatMoment, texts } from '../i18n/texts.ts'
import { hintLines } from '../incidents/hint-lines.ts'
import { companyLine, documentLinks } from '../settings/company.ts'
import type { Settings } from '../settings/settings.ts'
import { formatTicketNumber } from '../tickets/ticket-number.ts'
import { citedText } from './cited-text.ts'
import { decisionText } from './decision-text.ts'
import type { OutboundContent, OutboundModel } from './kinds.ts'
import { noticeText } from './notice-text.ts'

export type MailViewConfig = {
  publicUrl: string
  faqBaseUrl: string
  ratingUrl: (cycle: number) => string
  unsubscribeUrl: (subscriptionId: string) => string
  settings: Settings
}

type Words = { text: string; links: MailBody['links']; author: OutgoingMail['author'] }

/** What a message of the desk says by mail; the plain part reads well alone. */
export function mailView(
  content: OutboundContent,
  locale: Locale,
  config: MailViewConfig,
): { body: MailBody; author: OutgoingMail['author'] } {
  const t = texts(locale)
  const { text, links, author } = words(content, locale, config)
  return {
    author,
    body: {
      text: `${t.greeting}\n\n${text}`,
      links,
      footer: {
        lines: [t.signature, companyLine(config.settings, locale)],
        links: documentLinks(config.settings, locale),
      },
      locale,
    },
  }
}

function words(content: OutboundContent, locale: Locale, config: MailViewConfig): Words {
  const t = texts(locale)
  const id = content.model.number === null ? '' : formatTicketNumber(content.model.number)
  const c = chatTexts(locale)
  if (content.kind === 'said') {
    return { text: content.model.html.replace(/<[^>]+>/g, ''), links: [], author: 'auto-generated' }
  }
  if (content.kind === 'announcement') {
    return announcement(content.model, locale, config)
  }
  if (content.kind === 'subscription') {
    const words = statusTexts(locale)
    const url = config.unsubscribeUrl(content.model.subscriptionId)
    return {
      text: words.subscribeAsked,
      links: [{ label: words.subscribeConfirm, url }],
      author: 'auto-generated',
    }
  }
  switch (content.kind) {
    case 'acknowledgement':
      return {
        text: content.model.compromise
          ? compromise(content.model, locale)
          : acknowledgement(content.model, locale, config),
        links: [],
        author: 'auto-replied',
      }
    case 'files':
      return { text: files(content.model, locale, config), links: [], author: 'auto-replied' }
    case 'faq_answer':
      return {
        text: faqAnswer(content.model, locale),
        links: content.model.articles.map(({ slug, title }, at) => ({
          label: `[${at + 1}] ${title}`,
          url: `${config.faqBaseUrl}/${slug}${locale === 'kk' ? '?lang=kk' : ''}`,
        })),
        author: 'auto-replied',
      }
    case 'doubt':
      return { text: mailTexts(locale).doubt, links: [], author: 'auto-replied' }
    case 'acknowledged_together':
      return { text: together(content.model, locale, config), links: [], author: 'auto-replied' }
    case 'appended':
      return {
        text: join(
          content.model.reopened ? t.appended.reopened(id) : t.appended.added(id),
          ...hintLines({ ...content.model, works: [] }, locale),
        ),
        links: [],
        author: 'auto-replied',
      }
    case 'seen':
      return { text: t.appended.added(id), links: [], author: 'auto-replied' }
    case 'key_received':
      return { text: t.acknowledgement.keyFile, links: [], author: 'auto-replied' }
    case 'staff_edit':
      return {
        text: join(content.model.text, `${content.model.author} (${c.edited})`),
        links: [],
        author: 'person',
      }
    case 'staff_delete':
      return { text: c.deleted, links: [], author: 'auto-generated' }
    case 'staff_reply':
      return {
        text: join(
          content.model.text,
          content.model.question ? t.reply.question : '',
          content.model.author,
        ),
        links: [],
        author: 'person',
      }
    case 'resolved':
      return {
        text: join(content.model.text, t.resolved.title(id), t.resolved.reopen, t.resolved.rate),
        links: [{ label: t.resolved.rateLink, url: config.ratingUrl(content.model.cycle) }],
        author: content.model.text === '' ? 'auto-generated' : 'person',
      }
    case 'decision':
      return {
        text: join(...decisionText(content.model, locale, id)),
        links: [],
        author: content.model.text === '' ? 'auto-generated' : 'person',
      }
    case 'staff_file':
      return { text: id, links: [], author: 'person' }
    case 'status':
      return {
        text: join(t.statusChanged(id, t.status[content.model.status]), content.model.text),
        links: [],
        author: 'auto-generated',
      }
    case 'notice':
      return {
        text: noticeText(content.model, locale).join('\n\n'),
        links: [],
        author: 'auto-generated',
      }
  }
}

function announcement(
  model: OutboundModel<'announcement'>,
  locale: Locale,
  config: MailViewConfig,
): Words {
  const t = texts(locale).resolved
  const { cycle, subscriptionId } = model
  return {
    text: join(model.text, cycle === null ? '' : t.rate),
    links: [
      ...(cycle === null ? [] : [{ label: t.rateLink, url: config.ratingUrl(cycle) }]),
      ...(subscriptionId === null
        ? []
        : [{ label: statusTexts(locale).unsubscribe, url: config.unsubscribeUrl(subscriptionId) }]),
    ],
    author: 'auto-generated',
  }
}

function acknowledgement(
  model: OutboundModel<'acknowledgement'>,
  locale: Locale,
  config: MailViewConfig,
): string {
  const t = texts(locale).acknowledgement
  const faq = model.faq.map((article) => {
    const title = locale === 'kk' ? (article.titleKk ?? article.titleRu) : article.titleRu
    return `${title}\n${config.faqBaseUrl}/${article.slug}${locale === 'kk' && article.titleKk ? '?lang=kk' : ''}`
  })
  return join(
    t.title(formatTicketNumber(model.number)),
    t.keepId,
    model.ask === 'doubt' ? mailTexts(locale).doubt : '',
    fileNotes(model.attachmentsRefused, model.keyFileReceived, locale, config),
    model.mistypedNumber ? t.mistyped : '',
    model.resumesAt === null ? '' : t.resumes(formatMoment(new Date(model.resumesAt), locale)),
    model.dueAt === null
      ? ''
      : `${t.due(formatMoment(new Date(model.dueAt), locale))} ${t.dueNote}`,
    ...hintLines(model, locale),
    faq.length === 0 ? '' : [t.faq, ...faq].join('\n\n'),
  )
}

function faqAnswer(model: OutboundModel<'faq_answer'>, locale: Locale): string {
  const t = faqAnswerTexts(locale)
  return join(t.lead, citedText(model), t.byMachine, t.mailAsk)
}

function files(model: OutboundModel<'files'>, locale: Locale, config: MailViewConfig): string {
  const t = texts(locale).acknowledgement
  return join(
    t.someFiles(formatTicketNumber(model.number)),
    fileNotes(model.refused, model.keyFile, locale, config),
  )
}

/** What was not taken and how to send it; a key file calls for a report (R105). */
function fileNotes(
  refused: OutboundModel<'files'>['refused'],
  keyFile: boolean,
  locale: Locale,
  config: MailViewConfig,
): string {
  return join(keyFile ? keyNote(locale, config) : '', refusedFiles(refused, locale))
}

function keyNote(locale: Locale, { publicUrl }: MailViewConfig): string {
  const t = texts(locale).acknowledgement
  const form = mailTexts(locale).keyForm(`${publicUrl}/compromise?lang=${locale}`)
  return `${t.keyFile} ${t.reportKey} ${form}`
}

/** Without their names: automatic mail repeats nothing of what came. */
function refusedFiles(files: readonly { reason: string }[], locale: Locale): string {
  if (files.length === 0) return ''
  const t = texts(locale).acknowledgement
  const bmp = files.some((file) => file.reason === 'bmp')
  const other = files.some((file) => file.reason !== 'bmp')
  return [
    mailTexts(locale).refusedFiles(files.length),
    bmp ? t.refusedBmp : '',
    other ? t.refusedType : '',
  ]
    .filter((sentence) => sentence !== '')
    .join(' ')
}

function together(
  model: OutboundModel<'acknowledged_together'>,
  locale: Locale,
  config: MailViewConfig,
): string {
  const t = texts(locale).acknowledgement
  const words = mailTexts(locale).together
  const lines = model.tickets.map((ticket) => {
    const notes = [
      ticket.dueAt === null ? '' : words.due(formatMoment(new Date(ticket.dueAt), locale)),
      ticket.filesRefused === 0 ? '' : mailTexts(locale).refusedFiles(ticket.filesRefused),
      ticket.keyFileReceived ? keyNote(locale, config) : '',
      ticket.mistypedNumber ? t.mistyped : '',
      ticket.incident === null ? '' : incidentTexts(locale).known(ticket.incident),
    ].filter((note) => note !== '')
    return [formatTicketNumber(ticket.number), ...notes].join('\n  ')
  })
  return join(
    words.title(model.tickets.length),
    lines.join('\n'),
    words.howToAdd,
    model.resumesAt === null ? '' : t.resumes(formatMoment(new Date(model.resumesAt), locale)),
    model.tickets.some((ticket) => ticket.dueAt !== null) ? t.dueNote : '',
  )
}

function compromise(model: OutboundModel<'acknowledgement'>, locale: Locale): string {
  const t = texts(locale).compromise
  return join(
    t.title(formatTicketNumber(model.number)),
    ...t.points.map((point, at) => `${at + 1}. ${point}`),
  )
}

function join(...parts: string[]): string {
  return parts.filter((part) => part.trim() !== '').join('\n\n')
}
