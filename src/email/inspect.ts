import { judgeAttachment, type Verdict } from '../attachments/policy.ts'
import { findTicketNumbers, formatTicketNumber } from '../tickets/ticket-number.ts'
import {
  type Assurance,
  decideAssurance,
  noAuthFacts,
  readAuthenticationResults,
} from './assurance.ts'
import { decideKind, type MailKind, type OwnMail } from './kind.ts'
import { parseMail } from './parse.ts'
import type { CharsetProblem } from './raw-repair.ts'
import { extractReplyText } from './reply-text.ts'

/** What one mail is, seen without database and without network. */
export type Inspection = {
  kind: MailKind
  reason: string
  subject: string
  from: string | null
  replyText: string
  ticketId: string | null
  attachments: { name: string; size: number; type: string; verdict: Verdict }[]
  /** What the sender's address could reach at best: contacts are not looked up. */
  assurance: Assurance['level']
  charsetProblems: CharsetProblem[]
}

/**
 * Examines a raw mail as the receiving path does.
 * @throws MailUnparseable for mail that would go to quarantine
 */
export async function inspectMail(
  raw: Buffer,
  own: OwnMail,
  trustedAuthservId: string,
): Promise<Inspection> {
  const mail = await parseMail(raw)
  const { kind, reason } = decideKind(mail, own)
  const number = findTicketNumbers(mail.subject).found[0]
  const facts =
    trustedAuthservId === ''
      ? noAuthFacts
      : readAuthenticationResults(mail.headers, trustedAuthservId)
  const from = mail.from?.address ?? null
  const attachments: Inspection['attachments'] = []
  for (const file of mail.attachments) {
    const { verdict, type } = await judgeAttachment(file)
    attachments.push({ name: file.name, size: file.size, type, verdict })
  }
  return {
    kind,
    reason,
    subject: mail.subject,
    from,
    replyText: extractReplyText(mail).reply,
    ticketId: number === undefined ? null : formatTicketNumber(number),
    attachments,
    assurance: decideAssurance(facts, from, 'trusted').level,
    charsetProblems: mail.charsetProblems,
  }
}
