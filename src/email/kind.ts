import { automaticSignals } from './kind-automatic.ts'
import { type BounceReport, bounceSignals, readBounce } from './kind-bounce.ts'
import type { ParsedMail } from './parse.ts'

export type MailKind = 'loop' | 'bounce' | 'automatic' | 'human'

/** One thing seen in a mail; weights of 1 and more decide alone. */
export type KindSignal = { header: string; value: string; meaning: string; weight: number }

export type OwnMail = {
  /** Every address of ours, lower-case. */
  addresses: readonly string[]
  /** The domain behind the @ of the Message-IDs we make. */
  messageIdDomain: string
  /** The value of `X-Kense-Desk` on everything we send; null takes any value for ours. */
  loopToken: string | null
}

export type KindDecision = {
  kind: MailKind
  /** The meaning of the weightiest signal, or `no_signal`. */
  reason: string
  signals: KindSignal[]
  bounce?: BounceReport
}

/** Marks what this desk sent, so that it is known again when it comes back. */
export const LOOP_HEADER = 'X-Kense-Desk'

/**
 * What kind of mail this is, by its headers and MIME structure alone (RFC 3464, 3834, 5230), in the
 * order loop, bounce, automatic, human. Each signal is listed, also those that did not decide.
 * @param envelopeFrom the SMTP sender, '' for the null path; undefined when unknown
 */
export function decideKind(mail: ParsedMail, own: OwnMail, envelopeFrom?: string): KindDecision {
  const nullPath = hasNullPath(mail, envelopeFrom)
  const bounces = bounceSignals(mail, nullPath)
  const automatic = automaticSignals(mail, own, nullPath)
  // A bounce quotes our headers in its parts, never in its own, so a loop is seen first.
  const loops = loopSignals(mail, own)
  const signals = [...loops, ...bounces, ...automatic]
  if (total(loops) >= 1) return { kind: 'loop', reason: strongest(loops), signals }
  if (total(bounces) >= 1) {
    return { kind: 'bounce', reason: strongest(bounces), signals, bounce: readBounce(mail) }
  }
  if (total(automatic) >= 1) return { kind: 'automatic', reason: strongest(automatic), signals }
  return { kind: 'human', reason: signals.length === 0 ? 'no_signal' : 'weak_signals', signals }
}

function hasNullPath(mail: ParsedMail, envelopeFrom: string | undefined): boolean {
  if (envelopeFrom !== undefined) return envelopeFrom === ''
  const path = mail.headers.get('return-path')?.[0]
  return path !== undefined && /^(<\s*>|"?MAILER-DAEMON"?|<?mailer-daemon@?[^>]*>?)$/i.test(path)
}

function loopSignals(mail: ParsedMail, own: OwnMail): KindSignal[] {
  const signals: KindSignal[] = []
  const token = mail.headers
    .get(LOOP_HEADER.toLowerCase())
    ?.find((v) => own.loopToken === null || v === own.loopToken)
  if (token !== undefined) signals.push(signal(LOOP_HEADER, '…', 'own_loop_header', 1))
  // People of our own domain write to us too: only the form this desk makes is a loop.
  const id = mail.messageId?.toLowerCase() ?? ''
  if (id.startsWith('<kns.') && id.endsWith(`@${own.messageIdDomain.toLowerCase()}>`)) {
    signals.push(signal('Message-ID', id, 'own_message_id', 1))
  }
  const from = mail.from?.address ?? ''
  const answersElsewhere = mail.replyTo.some(({ address }) => !own.addresses.includes(address))
  if (own.addresses.includes(from) && !answersElsewhere) {
    signals.push(signal('From', from, 'own_address', 1))
  }
  return signals
}

function signal(header: string, value: string, meaning: string, weight: number): KindSignal {
  return { header, value, meaning, weight }
}

function total(signals: KindSignal[]): number {
  return signals.reduce((sum, { weight }) => sum + weight, 0)
}

function strongest(signals: KindSignal[]): string {
  return signals.reduce((best, next) => (next.weight > best.weight ? next : best)).meaning
}
