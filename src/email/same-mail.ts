import { createHash } from 'node:crypto'
import { headerOf } from './raw-header.ts'

const written = /^(from|to|cc|subject|date|in-reply-to|content-type):/i

/**
 * What its sender wrote of a mail, as a hash: the lines that servers on the way put above it, and their line
 * ends, do not count. Two mails under one Message-ID are the same only if this is.
 */
export function contentHash(raw: Buffer): string {
  const header = headerOf(raw)
  const lines = header.toString('latin1').split(/\r?\n(?![ \t])/)
  const body = raw.toString('latin1', header.length)
  const hash = createHash('sha256')
  for (const line of lines.filter((one) => written.test(one))) {
    hash.update(`${line.replace(/\s+/g, ' ').trim()}\n`)
  }
  return hash.update(body.replace(/\r\n?/g, '\n').trim(), 'latin1').digest('hex')
}
