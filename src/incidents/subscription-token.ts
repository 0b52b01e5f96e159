import { createHmac, timingSafeEqual } from 'node:crypto'

const idBytes = 16
const macBytes = 16

/** The token of a subscription's link: its id and a 128-bit signature, in 43 URL-safe characters. */
export function subscriptionToken(id: string, secretKey: string): string {
  const said = Buffer.from(id.replaceAll('-', ''), 'hex')
  return Buffer.concat([said, signature(said, secretKey)]).toString('base64url')
}

/** The subscription a token stands for, or null for one that we did not sign. */
export function readSubscriptionToken(token: string, secretKey: string): string | null {
  if (!/^[\w-]{43}$/.test(token)) return null
  const bytes = Buffer.from(token, 'base64url')
  const said = bytes.subarray(0, idBytes)
  const mac = bytes.subarray(idBytes)
  // Base64 has spare bits: only the one spelling that we write is accepted.
  if (bytes.toString('base64url') !== token || mac.length !== macBytes) return null
  if (!timingSafeEqual(mac, signature(said, secretKey))) return null
  return said.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}

/** Confirms a subscription or ends it; opening it changes nothing, so that no mail scanner does. */
export function subscriptionUrl(publicUrl: string, secretKey: string, id: string): string {
  return `${publicUrl}/status/subscription/${subscriptionToken(id, secretKey)}`
}

function signature(said: Buffer, secretKey: string): Buffer {
  return createHmac('sha256', secretKey)
    .update('subscription\n')
    .update(said)
    .digest()
    .subarray(0, macBytes)
}
