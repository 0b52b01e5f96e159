import type { KindSignal } from './kind.ts'
import { field } from './mime-scan.ts'
import type { MailAttachment, ParsedMail } from './parse.ts'
import { isVacationSubject } from './vacation-words.ts'

/** What a delivery report says of the first recipient that failed (RFC 3464, 5965). */
export type BounceReport = {
  finalRecipient: string | null
  action: 'failed' | 'delayed' | 'delivered' | 'relayed' | 'expanded' | 'complaint'
  /** Enhanced status code (RFC 3463) such as 5.1.1, or null. */
  status: string | null
  diagnostic: string | null
  originalMessageId: string | null
}

const DAEMON =
  /^(mailer[-_.]?daemon|mail[-_.]?daemon|postmaster|mail-?delivery.*|po{1,2}st[-_]?master|mdaemon|bounce-?daemon|maildelivery.*|smtp-?daemon|mail-?system|mailadmin|amavis.*)$/i
const ROBOT = /^(do[-_.]?)?no[-_.]?t?[-_.]?reply/i
/** Programs that handle mail and say so in their address: gateways, scanners, relays. */
const MAIL_PROGRAM =
  /smtp|mail[-_.]?(serv|system|gateway|scanner)|system[-_. ]?admin|anti[-_]?virus|gateway|daemon|deliver/i
const DAEMON_NAME =
  /mail (delivery|administrator|system)|delivery (sub)?system|mailer-?daemon|postmaster|system administrator|sistema de correo|postverwaltung|microsoft outlook|mail deliver/i
const SUBJECT = new RegExp(
  [
    'undeliver(ed|able)',
    'non[- ]?deliver',
    'not deliver',
    '(mail|message|delivery|e-?mail).{0,30}\\b(fail|failure|failed|error|problem|rejected|returned|delayed|warning|report)',
    '(failure|failed|error|problem).{0,20}(deliver|mail|send)',
    'delivery (status|notification|report|has failed|unsuccessful)',
    'returned (mail|to sender|message)',
    'returning message',
    'could(n.t| not) (be )?(deliver|send|sent)',
    'cannot (be )?(deliver|send)',
    'can.t (be )?deliver',
    'user unknown',
    'unknown (user|address)',
    'mail system error',
    'bounced?',
    'host unknown',
    'rejected',
    'notification d.[ée]tat',
    'unzustellbar',
    'nicht zustellbar',
    'mail konnte nicht',
    'fehlgeschlagen',
    'zustell',
    'недоставлен',
    'не доставлено',
    'не (может быть|удалось) достав',
    'невозможно достав',
    'ошибка (при )?доставк',
    'не было доставлено',
    'возвращен',
    'жеткізілмеді',
    'жеткізу (қатесі|мүмкін)',
    '(配信|配達|送信).{0,6}(エラー|失敗|不能)',
    'エラーメール',
    '退信',
    'no se (pudo|ha podido) entregar',
    'non remis',
    'mancata consegna',
    'impossibile recapitare',
    'message (status|status -|notification)',
    'virus',
    'nondeliverable',
    'errors? from',
    'failure notice',
    'processing error',
  ].join('|'),
  'iu',
)
const ERROR_CODE =
  /\b[45]\d\d[ -][45]\.\d{1,3}\.\d{1,3}\b|\b[45]\.\d\.\d{1,2}\b|(?<!\d)5[05]\d[ -]\S/
const ERROR_WORDS =
  /(could not|couldn.t|cannot|can.t|unable to|failed to|was not|were not|not) be? ?(delivered|deliver|be delivered|reached|found)|user unknown|unknown user|invalid (user|recipient|address)|no such (user|address|recipient|mailbox)|mailbox (full|unavailable|not found|is full)|quota exceeded|permanent (fatal )?(error|failure)|delivery (to the following|failed|has failed)|does(n.t| not) exist|recipient.{0,30}(rejected|unknown|address)|qmail-send program|undeliverable|unrouteable|host (or domain name )?not found|не (доставлено|найден)|не существует|ящик переполнен|returned to sender|delivery (status|attempt)|relay(ing)? (denied|not permitted)|access denied|message was (rejected|not)|error while (sending|deliver)|giving up|undelivered/i

const SNS = /\\?"notificationType\\?"\s*:\s*\\?"(Bounce|Complaint)/

/** An out-of-office note may say that somebody could not be reached, and returns no mail. */
function isVacation(mail: ParsedMail): boolean {
  return isVacationSubject(mail.subject) === 'certain'
}

/** Everything in a mail that marks it as a delivery report. */
export function bounceSignals(mail: ParsedMail, nullPath: boolean): KindSignal[] {
  const signals: KindSignal[] = []
  const add = (header: string, value: string, meaning: string, weight: number) =>
    signals.push({ header, value, meaning, weight })
  const type = mail.headers.get('content-type')?.[0] ?? ''
  const report = /report-type\s*=\s*"?([\w-]+)/i.exec(type)?.[1]?.toLowerCase()
  if (report === 'disposition-notification') return []
  if (report === 'delivery-status') add('Content-Type', type, 'delivery_report', 1)
  if (/^complaint about message from/i.test(mail.subject) && holdsOriginal(mail)) {
    add('Subject', mail.subject, 'abuse_report', 1)
  }
  if (report === 'feedback-report') add('Content-Type', type, 'abuse_report', 1)
  const status = mail.attachments.find((part) => part.type === 'message/delivery-status')
  if (status && report === undefined) add('Content-Type', status.type, 'delivery_report', 1)
  const failed = mail.headers.get('x-failed-recipients')?.[0]
  if (failed !== undefined) add('X-Failed-Recipients', failed, 'failed_recipients', 1)
  if (/@sns\.amazonaws\.com$/.test(mail.from?.address ?? '') && SNS.test(mail.text)) {
    add('body', 'notificationType', 'delivery_report', 1)
  }
  if (!isVacation(mail)) signals.push(...looseSignals(mail, nullPath))
  return signals
}

/** Reports in nobody's format: what the sender, the subject and the text say, weighed together. */
function looseSignals(mail: ParsedMail, nullPath: boolean): KindSignal[] {
  const signals: KindSignal[] = []
  const address = mail.from?.address ?? mail.sender?.address ?? ''
  const local = /^"?([^@"\\]*)/.exec(address)?.[1] ?? ''
  const name = mail.from?.name ?? ''
  const answer = /^\s*(re|fw|fwd|отв|пересл|aw|wg)\s*(\[\d+\])?:/i.test(mail.subject)
  const nobody = /^("?mailer-daemon"?)?\s*<\s*>\s*$/i.test(mail.headers.get('from')?.[0] ?? '')
  const daemon = DAEMON.test(local) || nobody
  if (daemon) signals.push({ header: 'From', value: address, meaning: 'daemon', weight: 0.7 })
  else if (MAIL_PROGRAM.test(local)) {
    signals.push({ header: 'From', value: address, meaning: 'daemon', weight: 0.4 })
  } else if (ROBOT.test(local)) {
    signals.push({ header: 'From', value: address, meaning: 'daemon', weight: 0.4 })
  } else if (DAEMON_NAME.test(name)) {
    signals.push({ header: 'From', value: name, meaning: 'daemon', weight: 0.5 })
  }
  if (nullPath) {
    const weight = daemon ? 0.3 : 0.6
    signals.push({ header: 'Return-Path', value: '<>', meaning: 'null_return_path', weight })
  }
  if (SUBJECT.test(mail.subject) && !answer) {
    signals.push({ header: 'Subject', value: mail.subject, meaning: 'failure', weight: 0.4 })
  }
  const opening = mail.text.slice(0, 4000)
  const codes = ERROR_CODE.test(opening)
  const words = ERROR_WORDS.test(opening)
  if (codes || words) {
    const weight = codes && words ? 0.5 : words ? 0.4 : 0.3
    signals.push({ header: 'body', value: '', meaning: 'failure', weight })
  }
  if (holdsOriginal(mail)) {
    signals.push({ header: 'body', value: '', meaning: 'returned_message', weight: 0.3 })
  }
  // Without a daemon, a null path or nobody as sender, a person may be asking about a bounce.
  const speaks = daemon || nullPath || signals.some((s) => s.meaning === 'daemon')
  const failed = signals.some(({ meaning }) => /^(failure|returned_message)$/.test(meaning))
  return speaks && (daemon || failed) ? signals : []
}

function holdsOriginal(mail: ParsedMail): boolean {
  return mail.attachments.some(isOriginal) || /^>?\s*(message-id|received):\s/im.test(mail.text)
}

function isOriginal(part: MailAttachment): boolean {
  return /^(message\/rfc822|text\/rfc822-headers|message\/partial|message\/global)/.test(part.type)
}

/** Reads a delivery report, in RFC 3464 form where there is one, else from the words of the text. */
export function readBounce(mail: ParsedMail): BounceReport {
  const status = mail.attachments.find((p) => /^message\/(global-)?delivery-status/.test(p.type))
  const complaint = mail.attachments.find((p) => p.type === 'message/feedback-report')
  const fields = (status ?? complaint)?.content.toString('utf8', 0, 65_536) ?? ''
  const text = mail.text.slice(0, 65_536)
  const action = field(fields, 'action').toLowerCase()
  return {
    finalRecipient: recipient(mail, fields, text),
    action: complaint ? 'complaint' : isAction(action) ? action : guessAction(mail.subject),
    status: statusCode(field(fields, 'status')) ?? statusCode(text),
    diagnostic: diagnosticOf(fields, text),
    originalMessageId: originalMessageId(mail, text),
  }
}

function isAction(
  value: string,
): value is 'failed' | 'delayed' | 'delivered' | 'relayed' | 'expanded' {
  return ['failed', 'delayed', 'delivered', 'relayed', 'expanded'].includes(value)
}

function guessAction(subject: string): 'failed' | 'delayed' {
  return /delay|warning|still being retried|отложен|задерж/i.test(subject) ? 'delayed' : 'failed'
}

const ADDRESS = /[\w.!#$%&'*+/=?^`{|}~-]+@[\w-]+(?:\.[\w-]+)+/

function recipient(mail: ParsedMail, fields: string, text: string): string | null {
  const named =
    field(fields, 'final-recipient') ||
    field(fields, 'original-recipient') ||
    (mail.headers.get('x-failed-recipients')?.[0] ?? '')
  const address = ADDRESS.exec(named)?.[0]
  if (address) return address.toLowerCase()
  const line = /^\s*<?([^\s<>]+@[^\s<>:]+)>?\s*:?\s*$/m.exec(text)?.[1] ?? ADDRESS.exec(text)?.[0]
  return line?.toLowerCase() ?? null
}

function statusCode(text: string): string | null {
  return /(?<![\d.])([245]\.\d{1,3}\.\d{1,3})(?![\d.])/.exec(text)?.[1] ?? null
}

function diagnosticOf(fields: string, text: string): string | null {
  const given = field(fields, 'diagnostic-code').replace(/^[\w-]+\s*;\s*/, '')
  if (given !== '') return given.slice(0, 500)
  const line =
    text.split('\n').find((l) => ERROR_CODE.test(l)) ??
    text.split('\n').find((l) => ERROR_WORDS.test(l))
  return line?.trim().slice(0, 500) ?? null
}

function originalMessageId(mail: ParsedMail, text: string): string | null {
  for (const part of mail.attachments.filter(isOriginal)) {
    const id = /<[^<>\s]+>/.exec(field(part.content.toString('utf8', 0, 65_536), 'message-id'))
    if (id) return id[0]
  }
  return /^[>\s|]*message-id:\s*(<[^<>\s]+>)/im.exec(text)?.[1] ?? mail.inReplyTo
}
