import { readFileSync } from 'node:fs'
import nodemailer from 'nodemailer'
import MailComposer from 'nodemailer/lib/mail-composer/index.js'
import {
  type ChannelGateway,
  type OutgoingItem,
  type ReadFile,
  requireFile,
} from '../delivery/gateway.ts'
import { mailView } from '../delivery/mail-view.ts'
import { GatewayError } from '../errors.ts'
import { mailTexts } from '../i18n/mail-texts.ts'
import { statusTexts } from '../i18n/status.ts'
import { texts } from '../i18n/texts.ts'
import { subscriptionUrl } from '../incidents/subscription-token.ts'
import { ratingUrl } from '../rating-link/rating-token.ts'
import { composeMail, type OutgoingMail } from './compose.ts'
import type { MailSettings } from './mail-settings.ts'
import { answerThreadIndex } from './thread-index.ts'
import { makeMessageId, makePlusToken, plusAddress } from './token.ts'

export type MailTransport = (mail: ReturnType<typeof composeMail>) => Promise<void>

type Sent = { rejectedErrors?: (Error & { recipient?: string })[] }
type Dkim = { domain: string; selector: string; keyFile: string }

/** Sends through `SMTP_URL`, DKIM-signed if a key is given. */
export function smtpTransport(url: string, dkim: Dkim | null): MailTransport {
  const signing = dkim
    ? {
        domainName: dkim.domain,
        keySelector: dkim.selector,
        privateKey: readFileSync(dkim.keyFile, 'utf8'),
      }
    : undefined
  const transport = nodemailer.createTransport(
    { url, pool: true, maxConnections: 4 } as object,
    signing ? { dkim: signing } : {},
  )
  return async (mail) => {
    const { rejectedErrors = [] } = (await transport.sendMail(mail)) as Sent
    // With copies a mail counts as sent when one of them was taken.
    const refused = rejectedErrors.find(({ recipient }) => recipient === mail.to[0]?.address)
    if (refused) throw refused
  }
}

/** Hands the finished mail to the sandbox mailbox instead of the network. */
export function sandboxTransport(
  store: (raw: Buffer, envelope: { from: string; to: string[] }) => void,
): MailTransport {
  return async (mail) => {
    const node = new MailComposer(mail).compile()
    const { from, to } = node.getEnvelope()
    store(await node.build(), { from: from || '', to })
  }
}

/** The mail channel's way out. The Message-ID follows from the outbox row, so a retry is the same mail. */
export function mailGateway(
  send: MailTransport,
  settings: MailSettings,
  now: () => Date,
  readFile: ReadFile,
): ChannelGateway {
  return async (item) => {
    // Never to ourselves, whoever asked for it: that is how desks begin to talk to each other.
    if (item.address === settings.supportAddress) {
      throw new GatewayError('own address', { retryable: false })
    }
    const attachments = []
    for (const file of item.files) {
      const content = await requireFile(readFile, file)
      attachments.push({ filename: file.name, contentType: file.mediaType, content })
    }
    const mail = { ...outgoingMail(item, settings, now()), attachments }
    try {
      await send(composeMail(mail))
    } catch (error) {
      throw asGatewayError(error)
    }
    return { refs: [mail.messageId] }
  }
}

function outgoingMail(
  item: OutgoingItem,
  settings: MailSettings,
  date: Date,
): Omit<OutgoingMail, 'attachments'> {
  const ticketId = item.ticketId ?? item.outboundId
  const leave = (id: string) => subscriptionUrl(settings.publicUrl, settings.secretKey, id)
  const { content } = item
  const subscription = content.kind === 'announcement' ? content.model.subscriptionId : null
  const { body, author } = mailView(item.content, item.locale, {
    publicUrl: settings.publicUrl,
    faqBaseUrl: settings.faqBaseUrl,
    settings: item.settings,
    ratingUrl: (cycle) => ratingUrl(settings.publicUrl, settings.secretKey, { ticketId, cycle }),
    unsubscribeUrl: leave,
  })
  const { supportAddress, secretKey, messageIdDomain } = settings
  return {
    from: { name: texts(item.locale).signature, address: supportAddress },
    to: [{ name: '', address: item.address }],
    cc: item.copies,
    replyTo: settings.plusAddresses
      ? plusAddress(supportAddress, makePlusToken(ticketId, secretKey))
      : supportAddress,
    messageId: makeMessageId(ticketId, item.outboundId, secretKey, messageIdDomain),
    ...placeInThread(item),
    ticketNumber: item.content.model.number,
    body,
    author,
    unsubscribeUrl: subscription === null ? null : leave(subscription),
    loopToken: settings.loopToken,
    date,
  }
}

/**
 * A person's answer takes up the client's subject. Automatic mail has one of ours, or anybody could have
 * us carry his words to anybody; it hangs in the thread by its references.
 */
function placeInThread({
  content,
  locale,
  thread,
}: OutgoingItem): Pick<
  OutgoingMail,
  'inReplyTo' | 'references' | 'threadIndex' | 'subject' | 'isAnswer'
> {
  const t = mailTexts(locale)
  if (content.kind === 'acknowledged_together') {
    const subject = t.acceptedMany(content.model.tickets.length)
    return { inReplyTo: null, references: [], threadIndex: null, subject, isAnswer: false }
  }
  if (content.kind === 'subscription') {
    const subject = statusTexts(locale).subscribeTitle
    return { inReplyTo: null, references: [], threadIndex: null, subject, isAnswer: false }
  }
  const mails = thread.filter(({ ref }) => ref.startsWith('<'))
  const place = {
    inReplyTo: mails.findLast((entry) => entry.fromClient)?.ref ?? null,
    references: mails.map((entry) => entry.ref),
    threadIndex: answerThreadIndex(thread.map((entry) => entry.ref)),
  }
  if (
    content.kind === 'acknowledgement' ||
    content.kind === 'files' ||
    content.kind === 'doubt' ||
    content.kind === 'faq_answer'
  ) {
    const subject = {
      acknowledgement: t.accepted,
      files: t.files,
      doubt: t.question,
      faq_answer: t.answer,
    }[content.kind]
    return { ...place, subject, isAnswer: false }
  }
  return { ...place, subject: content.model.subject, isAnswer: place.inReplyTo !== null }
}

/** 5xx: the address or the mail is refused for good; anything else may pass (RFC 5321, 4.2.1). */
function asGatewayError(error: unknown): GatewayError {
  const code = (error as { responseCode?: number }).responseCode
  const command = (error as { command?: string }).command
  const response = (error as { response?: string }).response ?? ''
  const refused = code !== undefined && code >= 500 && code < 600
  const status = /\b[45]\.\d{1,3}\.\d{1,3}\b/.exec(response)?.[0]
  // Some servers refuse a recipient only after the mail: the enhanced code tells (RFC 3463, 3.2 and 3.3).
  const addressRefused = command === 'RCPT TO' || /^5\.[12]\./.test(status ?? '')
  const said = ['SMTP', code, status].filter((part) => part !== undefined).join(' ')
  return new GatewayError(code === undefined ? 'SMTP server cannot be reached' : said, {
    retryable: !refused,
    unreachable: refused && addressRefused,
    cause: error,
  })
}
