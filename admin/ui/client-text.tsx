import { maskReversibly } from '../../src/text/mask.ts'
import { findTicketNumbers, formatTicketNumber } from '../../src/tickets/ticket-number.ts'

const ourHosts = ['kense.app', 'pki.gov.kz', 'egov.kz']

/** Definition 16: password-like words and keys are never shown, not even to staff. */
export function hideSecrets(text: string): { text: string; hidden: boolean } {
  const masked = maskReversibly(text)
  if (!masked.kinds.includes('secret') && !masked.kinds.includes('private_key')) {
    return { text, hidden: false }
  }
  const shown = masked.text.replace(/⟦([A-Z_]+)_\d+⟧/g, (placeholder, kind: string) =>
    kind === 'SECRET' || kind === 'PRIVATE_KEY'
      ? '••••••'
      : (masked.originals.get(placeholder) ?? placeholder),
  )
  return { text: shown, hidden: true }
}

/** For lists, where many people's data stand side by side: numbers of persons and telephones in part only. */
export function listText(text: string): string {
  const masked = maskReversibly(text)
  return masked.text.replace(/⟦([A-Z_]+)_\d+⟧/g, (placeholder, kind: string) => {
    const original = masked.originals.get(placeholder) ?? ''
    switch (kind) {
      case 'EMAIL':
      case 'NAME':
        return original
      case 'IIN':
        return `${original.slice(0, 6)}••••••`
      case 'PHONE':
        return `•••${original.slice(-2)}`
      default:
        return '••••••'
    }
  })
}

export type TextPart = { text: string; href?: string }

/**
 * Splits a text into plain parts and links. Only our own and the state's addresses over https become links
 * (definition 17); any other stays text. A ticket's ID leads to the ticket.
 */
export function linkParts(text: string): TextPart[] {
  const parts: TextPart[] = []
  const pattern = /https:\/\/[^\s<>"'()]{1,300}|(?<![\p{L}\p{N}])KNS-\d{3}-\d{3}-\d{3}(?!\d)/gu
  let at = 0
  for (const match of text.matchAll(pattern)) {
    const found = match[0].replace(/[.,;:!?»]+$/, '')
    const href = found.startsWith('https:') ? ourHref(found) : ticketHref(found)
    if (href === null) continue
    if (match.index > at) parts.push({ text: text.slice(at, match.index) })
    parts.push({ text: found, href })
    at = match.index + found.length
  }
  if (at < text.length) parts.push({ text: text.slice(at) })
  return parts
}

function ourHref(address: string): string | null {
  if (!URL.canParse(address)) return null
  const url = new URL(address)
  const ours = ourHosts.some((host) => url.hostname === host || url.hostname.endsWith(`.${host}`))
  return ours && url.username === '' && url.port === '' ? url.href : null
}

function ticketHref(typed: string): string | null {
  const [number] = findTicketNumbers(typed).found
  return number ? `/desk/tickets/${formatTicketNumber(number)}` : null
}

/** What people wrote, line breaks kept, nothing of it interpreted. */
export function PlainText(props: { text: string; lang?: string }) {
  return (
    <div class="said" {...(props.lang ? { lang: props.lang } : {})}>
      {linkParts(props.text).map((part) =>
        part.href ? (
          <a href={part.href} rel="noreferrer">
            {part.text}
          </a>
        ) : (
          part.text
        ),
      )}
    </div>
  )
}
