import { createHmac } from 'node:crypto'

/** A signing secret as Standard Webhooks writes it: `whsec_` and 24 to 64 bytes in base64. */
const shape = /^whsec_[A-Za-z0-9+/]+={0,2}$/

/** The bytes of a secret; null when it is none. */
export function webhookSecret(text: string): Buffer | null {
  if (!shape.test(text)) return null
  const bytes = Buffer.from(text.slice('whsec_'.length), 'base64')
  return bytes.length >= 24 && bytes.length <= 64 ? bytes : null
}

/**
 * The headers of the Standard Webhooks scheme. With several secrets the message bears a signature of each:
 * the receiver knows one of them, and a secret is changed without losing a message.
 */
export function signedHeaders(
  secrets: readonly Buffer[],
  message: { id: string; at: Date; body: string },
): Record<string, string> {
  const timestamp = String(Math.floor(message.at.getTime() / 1000))
  const signed = `${message.id}.${timestamp}.${message.body}`
  const signatures = secrets.map(
    (secret) => `v1,${createHmac('sha256', secret).update(signed).digest('base64')}`,
  )
  return {
    'content-type': 'application/json',
    'webhook-id': message.id,
    'webhook-timestamp': timestamp,
    'webhook-signature': signatures.join(' '),
  }
}
