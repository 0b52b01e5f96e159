import { decisionText } from '../src/delivery/decision-text.ts'
import type { OutboundContent, OutboundModel } from '../src/delivery/kinds.ts'
import { noticeText } from '../src/delivery/notice-text.ts'
import { chatTexts } from '../src/i18n/chat-texts.ts'
import { type Locale, locales } from '../src/i18n/locale.ts'
import { statusTexts } from '../src/i18n/status.ts'
import { texts } from '../src/i18n/texts.ts'
import { hintLines } from '../src/incidents/hint-lines.ts'
import { companyLine, documentLinks } from '../src/settings/company.ts'
import type { Settings } from '../src/settings/settings.ts'
import { formatTicketNumber } from '../src/tickets/ticket-number.ts'
import {
  acknowledgementView,
  compromiseButton,
  doubtView,
  faqAnswerView,
  refusedFiles,
  type ViewConfig,
} from './acknowledgement-view.ts'
import { buttonData } from './callback-data.ts'
import { type Button, escapeHtml, link, paragraphs, rowsOf, type View, view } from './view.ts'

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

/** What a message of the desk looks like in Telegram. Pure: model and language in, HTML and buttons out. */
export function deliveryView(
  content: OutboundContent,
  locale: Locale,
  config: ViewConfig,
  outboundId: string,
): View {
  const t = texts(locale)
  const { number } = content.model
  const id = number === null ? '' : `<b>${formatTicketNumber(number)}</b>`
  const c = chatTexts(locale)
  if (content.kind === 'said') return content.model
  if (content.kind === 'announcement') {
    const { subject, text } = content.model
    const { cycle } = content.model
    return view(
      paragraphs(`📣 <b>${escapeHtml(subject)}</b>`, escapeHtml(text), id),
      ...(number === null || cycle === null ? [] : ratingButtons({ number, cycle }, locale)),
    )
  }
  // Only mail addresses are asked.
  if (content.kind === 'subscription') return view(escapeHtml(statusTexts(locale).subscribeAsked))
  switch (content.kind) {
    case 'acknowledgement':
      return content.model.compromise
        ? compromiseView(content.model, locale)
        : acknowledgementView(content.model, locale, config)
    case 'files':
      return {
        html: paragraphs(
          t.acknowledgement.someFiles(id),
          content.model.keyFile ? `⚠️ ${t.acknowledgement.keyFile}` : '',
          refusedFiles(content.model.refused, locale, config),
        ),
        buttons: [],
      }
    case 'faq_answer':
      return faqAnswerView(content.model, locale, config)
    case 'doubt':
      return doubtView(content.model.number, locale)
    case 'acknowledged_together':
      return {
        html: content.model.tickets
          .map(({ number }) => t.acknowledgement.title(`<b>${formatTicketNumber(number)}</b>`))
          .join('\n'),
        buttons: [],
      }
    case 'appended':
      return appendedView(content.model, locale, outboundId)
    case 'key_received':
      return view(
        `⚠️ ${content.model.as === 'file' ? c.compromise.offerFile : c.compromise.offerKey}`,
        [compromiseButton(locale)],
      )
    case 'staff_edit':
      return view(
        paragraphs(
          `${escapeHtml(t.reply.from(content.model.author))}\n${escapeHtml(content.model.text)}`,
          `${id} · <i>${c.edited}</i>`,
        ),
      )
    case 'staff_delete':
      return view(`<i>${c.deleted}</i>`)
    case 'seen':
      return view(id)
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
        buttons:
          content.model.topic === 'compromise_received' && content.model.number !== null
            ? [[whoseButton(content.model.number, locale)]]
            : [],
      }
  }
}

/** Where words went, and one tap to put them elsewhere. */
function appendedView(model: OutboundModel<'appended'>, locale: Locale, outboundId: string): View {
  const t = chatTexts(locale).focus
  const id = `<b>${formatTicketNumber(model.number)}</b>`
  const subject = escapeHtml(model.subject)
  const others = model.others.map(
    ({ number, subject: about }): Button => ({
      text: `${formatTicketNumber(number)} ${about}`.slice(0, 48),
      data: buttonData({ kind: 'move', outbound: outboundId, number }),
    }),
  )
  const apart: Button[] =
    model.messageIds.length === 0
      ? []
      : [{ text: t.newQuestion, data: buttonData({ kind: 'apart', outbound: outboundId }) }]
  return view(
    paragraphs(
      model.reopened ? t.reopened(id, subject) : t.added(id, subject),
      ...hintLines({ ...model, works: [] }, locale).map(escapeHtml),
      others.length > 0 ? t.another : '',
    ),
    ...rowsOf([...others, ...apart]),
  )
}

function compromiseView(model: OutboundModel<'acknowledgement'>, locale: Locale): View {
  const t = texts(locale).compromise
  return {
    html: paragraphs(
      `🔴 ${t.title(`<b>${formatTicketNumber(model.number)}</b>`)}`,
      t.points.map((point, at) => `${at + 1}. ${point}`).join('\n\n'),
    ),
    buttons: model.ask === 'whose' ? [[whoseButton(model.number, locale)]] : [],
  }
}

/** Recognised from free words: the details are asked for, if the client has a minute. */
function whoseButton(number: string, locale: Locale): Button {
  return {
    text: chatTexts(locale).compromise.details,
    data: buttonData({ kind: 'compyes', number }),
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
