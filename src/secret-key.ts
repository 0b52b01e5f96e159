import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** `SECRET_KEY`, or one made once and kept in the data folder. */
export function secretKey(given: string | null, dataDir: string): string {
  if (given !== null) return given
  mkdirSync(dataDir, { recursive: true })
  const file = join(dataDir, 'secret.key')
  if (!existsSync(file)) writeFileSync(file, randomBytes(32).toString('hex'), { mode: 0o600 })
  return readFileSync(file, 'utf8').trim()
}
