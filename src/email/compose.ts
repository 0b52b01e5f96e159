import type { SendMailOptions } from 'nodemailer'
import { formatTicketNumber } from '../tickets/ticket-number.ts'
import { htmlBody, type MailBody, plainBody } from './compose-html.ts'
import { LOOP_HEADER } from './kind.ts'
import { stripPrefixes } from './subject.ts'

export type OutgoingMail = {
  from: { name: string; address: string }
  to: readonly { name: string; address: string }[]
  cc: readonly { name: string; address: string }[]
  /** Our address with the plus token of the ticket. */
  replyTo: string
  /** Made once when the mail is queued, so that a retry is the same mail. */
  messageId: string
  /** The mail this one answers, null for the first of a conversation. */
  inReplyTo: string | null
  /** Message-IDs of the conversation, oldest first. */
  references: readonly string[]
  /** `Thread-Index` of the conversation, where the client writes with Outlook. */
  threadIndex: string | null
  /** The client's subject, or our own on automatic mail; prefixes and IDs in it are taken off. */
  subject: string
  /** Takes up the client's own subject, so it says `Re:`. */
  isAnswer: boolean
  /** Nine digits, null on announcements. */
  ticketNumber: string | null
  body: MailBody
  /** What a person wrote is `person`; a machine's mail must say so (RFC 3834, 5). */
  author: 'person' | 'auto-replied' | 'auto-generated'
  /** On announcements only. */
  unsubscribeUrl: string | null
  loopToken: string
  date: Date
  attachments: readonly { filename: string; content: Buffer; contentType: string }[]
}

/** What nodemailer sends: multipart/alternative, threaded, marked as ours and, if so, as automatic. */
export function composeMail(
  mail: OutgoingMail,
): SendMailOptions & { to: { name: string; address: string }[] } {
  const references = shortReferences(mail.references, mail.inReplyTo)
  return {
    from: mail.from,
    to: [...mail.to],
    ...(mail.cc.length > 0 ? { cc: [...mail.cc] } : {}),
    replyTo: mail.replyTo,
    messageId: mail.messageId,
    ...(mail.inReplyTo === null ? {} : { inReplyTo: mail.inReplyTo }),
    ...(references.length > 0 ? { references } : {}),
    subject: composeSubject(mail.subject, mail.ticketNumber, mail.isAnswer),
    date: mail.date,
    text: plainBody(mail.body),
    html: htmlBody(mail.body),
    attachments: [...mail.attachments],
    headers: specialHeaders(mail),
    disableFileAccess: true,
    disableUrlAccess: true,
  }
}

function specialHeaders(mail: OutgoingMail): Record<string, string> {
  const headers: Record<string, string> = { [LOOP_HEADER]: mail.loopToken }
  if (mail.threadIndex !== null) {
    headers['Thread-Index'] = mail.threadIndex
    headers['Thread-Topic'] = stripPrefixes(mail.subject).base
  }
  if (mail.author !== 'person') {
    headers['Auto-Submitted'] = mail.author
    headers['X-Auto-Response-Suppress'] = 'All'
  }
  if (mail.unsubscribeUrl !== null) {
    headers['List-Unsubscribe'] = `<${mail.unsubscribeUrl}>`
    headers['List-Unsubscribe-Post'] = 'List-Unsubscribe=One-Click'
  }
  return headers
}

const MAX_SUBJECT_CHARS = 150

/**
 * `Re: [KNS-483-920-179] Тема`, however many prefixes and IDs the client's subject had piled up. In front,
 * the ID is no part of the base subject by which mail is threaded (RFC 5256, 2.1).
 */
export function composeSubject(
  subject: string,
  ticketNumber: string | null,
  isReply: boolean,
): string {
  const { base } = stripPrefixes(subject.replace(/[\p{Cc}\s]+/gu, ' '))
  const chars = [...base]
  const cut =
    chars.length > MAX_SUBJECT_CHARS ? `${chars.slice(0, MAX_SUBJECT_CHARS - 1).join('')}…` : base
  const tag = ticketNumber === null ? '' : `[${formatTicketNumber(ticketNumber)}]`
  return [isReply ? 'Re:' : '', tag, cut].filter((part) => part !== '').join(' ')
}

const FIRST = 4
const LAST = 6

/** The first four and last six Message-IDs, the answered one last (RFC 5322, 3.6.4, kept short). */
export function shortReferences(references: readonly string[], inReplyTo: string | null): string[] {
  const valid = references.filter((id) => /^<[^<>\s]+>$/.test(id) && id !== inReplyTo)
  const all = [...new Set(inReplyTo === null ? valid : [...valid, inReplyTo])]
  return all.length <= FIRST + LAST ? all : [...all.slice(0, FIRST), ...all.slice(-LAST)]
}
