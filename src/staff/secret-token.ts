import { createHash, randomBytes } from 'node:crypto'

/** 256 random bits for a link or a cookie, in 43 URL-safe characters. */
export function newSecretToken(): string {
  return randomBytes(32).toString('base64url')
}

/** What is stored instead of the token. A token of 256 bits needs no slow hash. */
export function secretTokenHash(token: string): string {
  return createHash('sha256').update(token).digest('hex')
}
