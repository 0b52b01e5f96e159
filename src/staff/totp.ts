import { randomBytes } from 'node:crypto'
import { Secret, TOTP } from 'otpauth'

const periodSeconds = 30
const issuer = 'kense'

/** 160 random bits in base32, as RFC 4226 recommends. */
export function newTotpSecret(): string {
  return new Secret({ size: 20 }).base32
}

/** What an authenticator app reads from the picture. */
export function totpUri(secret: string, account: string): string {
  return totp(secret, account).toString()
}

/**
 * The time step whose code this is, one step of clock error allowed either way; null for a wrong code and for
 * one of a step that has been used (RFC 6238, 5.2).
 */
export function totpStep(secret: string, code: string, at: Date, lastStep: number): number | null {
  const delta = totp(secret, '').validate({
    token: code.replace(/\s/g, ''),
    timestamp: at.getTime(),
    window: 1,
  })
  if (delta === null) return null
  const step = Math.floor(at.getTime() / 1000 / periodSeconds) + delta
  return step > lastStep ? step : null
}

/** The code of this moment: what the app would show. */
export function totpCode(secret: string, at: Date): string {
  return totp(secret, '').generate({ timestamp: at.getTime() })
}

function totp(secret: string, label: string): TOTP {
  return new TOTP({
    issuer,
    label,
    algorithm: 'SHA1',
    digits: 6,
    period: periodSeconds,
    secret: Secret.fromBase32(secret),
  })
}

const alphabet = 'abcdefghjkmnpqrstuvwxyz23456789'

/** 16 letters and digits that nobody confuses: 79 bits, four by four. */
export function newRecoveryCode(): string {
  const letters = [...randomBytes(64)]
    // Bytes past the last whole turn of the alphabet would favour its beginning.
    .filter((byte) => byte < 256 - (256 % alphabet.length))
    .slice(0, 16)
    .map((byte) => alphabet[byte % alphabet.length])
  return (letters.join('').match(/.{4}/g) ?? []).join('-')
}

/** The code as it was made, however it is typed. */
export function plainRecoveryCode(typed: string): string {
  return typed.toLowerCase().replace(/[^a-z0-9]/g, '')
}
