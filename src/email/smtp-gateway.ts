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
import { texts } from '../i18n/texts.ts'
import { ratingUrl } from '../rating-link/rating-token.ts'
import { composeMail, type OutgoingMail } from './compose.ts'
import type { MailSettings } from './mail-settings.ts'
import { makeMessageId, makePlusToken, plusAddress } from './token.ts'

export type MailTransport = (mail: ReturnType<typeof composeMail>) => Promise<void>

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
    await transport.sendMail(mail)
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
  const { body, author } = mailView(item.content, item.locale, {
    publicUrl: settings.publicUrl,
    faqBaseUrl: settings.faqBaseUrl,
    settings: item.settings,
    ratingUrl: (cycle) => ratingUrl(settings.publicUrl, settings.secretKey, { ticketId, cycle }),
  })
  const { supportAddress, secretKey, messageIdDomain } = settings
  return {
    from: { name: texts(item.locale).signature, address: supportAddress },
    to: [{ name: '', address: item.address }],
    cc: [],
    replyTo: plusAddress(supportAddress, makePlusToken(ticketId, secretKey)),
    messageId: makeMessageId(ticketId, item.outboundId, secretKey, messageIdDomain),
    inReplyTo: item.thread.findLast((entry) => entry.fromClient)?.ref ?? null,
    references: item.thread.map((entry) => entry.ref),
    subject: item.content.model.subject,
    ticketNumber: item.content.model.number,
    body,
    author,
    unsubscribeUrl: null,
    loopToken: settings.loopToken,
    date,
  }
}

/** 5xx: the address or the mail is refused for good; anything else may pass (RFC 5321, 4.2.1). */
function asGatewayError(error: unknown): GatewayError {
  const code = (error as { responseCode?: number }).responseCode
  const command = (error as { command?: string }).command
  const refused = code !== undefined && code >= 500 && code < 600
  return new GatewayError(refused ? `SMTP ${code}` : 'SMTP server cannot be reached', {
    retryable: !refused,
    unreachable: refused && command === 'RCPT TO',
    cause: error,
  })
}
