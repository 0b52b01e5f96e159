import { createHmac, timingSafeEqual } from 'node:crypto'

/** The closure a link lets its bearer rate. */
export type RatingTarget = { ticketId: string; cycle: number }

const idBytes = 16
const cycleBytes = 2
const macBytes = 16

/** A link's token: ticket, closure and a 128-bit signature, in 46 URL-safe characters. */
export function ratingToken(target: RatingTarget, secretKey: string): string {
  const said = Buffer.alloc(idBytes + cycleBytes)
  said.write(target.ticketId.replaceAll('-', ''), 'hex')
  said.writeUInt16BE(target.cycle, idBytes)
  return Buffer.concat([said, signature(said, secretKey)]).toString('base64url')
}

/** What a token stands for, or null for one that we did not sign. */
export function readRatingToken(token: string, secretKey: string): RatingTarget | null {
  if (!/^[\w-]{46}$/.test(token)) return null
  const bytes = Buffer.from(token, 'base64url')
  const said = bytes.subarray(0, idBytes + cycleBytes)
  const mac = bytes.subarray(idBytes + cycleBytes)
  // Base64 has spare bits: only the one spelling that we write is accepted.
  if (bytes.toString('base64url') !== token || mac.length !== macBytes) return null
  if (!timingSafeEqual(mac, signature(said, secretKey))) return null
  const hex = said.toString('hex', 0, idBytes)
  const ticketId = hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
  return { ticketId, cycle: said.readUInt16BE(idBytes) }
}

/** The address sent to the client; opening it changes nothing (Annex 1, 4.7). */
export function ratingUrl(publicUrl: string, secretKey: string, target: RatingTarget): string {
  return `${publicUrl}/rate/${ratingToken(target, secretKey)}`
}

function signature(said: Buffer, secretKey: string): Buffer {
  return createHmac('sha256', secretKey)
    .update('rating\n')
    .update(said)
    .digest()
    .subarray(0, macBytes)
}
