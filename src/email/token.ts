import { createHmac, timingSafeEqual } from 'node:crypto'

/** Which ticket and which outgoing message a signed Message-ID of ours stands for. */
export type OwnMessage = { ticketId: string; outboundId: string }

// 80 bits: nobody guesses one by sending mail, and the local part stays below its 64 characters.
const SIGNATURE_HEX = 20
const ID = /^[a-z0-9-]{1,40}$/
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

/**
 * `<kns.TICKET.OUTBOUND.SIGNATURE@domain>`; letters are lower-case because some mailers fold case.
 * @throws RangeError for an id with other characters than letters, digits and dashes
 */
export function makeMessageId(
  ticketId: string,
  outboundId: string,
  secret: string,
  domain: string,
): string {
  const ids = [ticketId, outboundId].map(checkId).join('.')
  return `<kns.${ids}.${sign('message-id', ids, secret)}@${domain}>`
}

/** What a Message-ID of ours stands for; null when it is foreign or its signature is wrong. */
export function readMessageId(messageId: string, secret: string): OwnMessage | null {
  const match = /^<?kns\.([a-z0-9-]+)\.([a-z0-9-]+)\.([0-9a-f]+)@/.exec(
    messageId.trim().toLowerCase(),
  )
  if (!match) return null
  const [, ticketId = '', outboundId = '', signature = ''] = match
  if (!matches(signature, sign('message-id', `${ticketId}.${outboundId}`, secret))) return null
  return { ticketId, outboundId }
}

/** The part behind the plus of `support+TOKEN@domain`, at most 56 characters. */
export function makePlusToken(ticketId: string, secret: string): string {
  const id = checkId(ticketId)
  const short = UUID.test(id) ? id.replaceAll('-', '') : id
  return `${short}.${sign('plus', id, secret)}`
}

/** The ticket a plus token or a whole plus address stands for; null when there is none. */
export function readPlusToken(addressOrToken: string, secret: string): string | null {
  const local = addressOrToken.trim().toLowerCase().split('@')[0] ?? ''
  const match = /^([a-z0-9-]+)\.([0-9a-f]+)$/.exec(local.slice(local.indexOf('+') + 1))
  if (!match) return null
  const [, short = '', signature = ''] = match
  const id = /^[0-9a-f]{32}$/.test(short)
    ? short.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
    : short
  return matches(signature, sign('plus', id, secret)) ? id : null
}

/** `support@kense.app` and a token → `support+TOKEN@kense.app`. */
export function plusAddress(address: string, token: string): string {
  const at = address.lastIndexOf('@')
  return `${address.slice(0, at)}+${token}${address.slice(at)}`
}

function checkId(id: string): string {
  const lower = id.toLowerCase()
  if (!ID.test(lower)) throw new RangeError('an id of a token holds letters, digits and dashes')
  return lower
}

function sign(purpose: string, text: string, secret: string): string {
  return createHmac('sha256', secret)
    .update(`${purpose}:${text}`)
    .digest('hex')
    .slice(0, SIGNATURE_HEX)
}

function matches(given: string, right: string): boolean {
  return given.length === right.length && timingSafeEqual(Buffer.from(given), Buffer.from(right))
}
