import { hash, verify } from '@node-rs/argon2'
import { z } from 'zod'

/** At least 12 characters, counted as people see them; no rules of composition (NIST SP 800-63B). */
export const Password = z
  .string()
  .max(256, 'passwordTooLong')
  .refine((value) => [...value].length >= 12, 'passwordTooShort')

// The library's defaults are argon2id with 19 MiB and two passes: the floor recommended by OWASP.
export function hashPassword(password: string): Promise<string> {
  return hash(password.normalize('NFKC'))
}

let decoy: Promise<string> | null = null

/** Compares with a stored hash; without one does the same work in vain, so that time tells nothing. */
export async function verifyPassword(password: string, stored: string | null): Promise<boolean> {
  decoy ??= hash('no password has this hash, whatever is typed')
  const right = await verify(stored ?? (await decoy), password.normalize('NFKC'))
  return stored !== null && right
}
