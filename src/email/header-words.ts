import { decodeBytes } from './charset.ts'

const WORD = /=\?([\w.:-]+)(?:\*[\w-]*)?\?([bq])\?([^?\r\n]*)\?=/gi

/**
 * Decodes RFC 2047 words as people's mailers really write them: a letter cut in two between words,
 * spaces inside, a charset that is not the declared one, words glued to the text around them.
 */
export function decodeHeaderWords(value: string): string {
  const joined = value.replace(/(\?=)\s+(?==\?)/g, '$1')
  let out = ''
  let at = 0
  let pending: { charset: string; bytes: Buffer[] } | null = null
  const flush = () => {
    if (pending) out += decodeBytes(Buffer.concat(pending.bytes), pending.charset).text
    pending = null
  }
  for (const match of joined.matchAll(WORD)) {
    const [whole, charset = '', encoding = '', content = ''] = match
    if (match.index > at || pending?.charset !== charset.toLowerCase()) flush()
    out += joined.slice(at, match.index)
    pending ??= { charset: charset.toLowerCase(), bytes: [] }
    pending.bytes.push(wordBytes(encoding, content))
    at = match.index + whole.length
  }
  flush()
  return (out + joined.slice(at)).replace(/\s*\r?\n\s*/g, ' ').trim()
}

function wordBytes(encoding: string, content: string): Buffer {
  if (encoding.toLowerCase() === 'b') return Buffer.from(content, 'base64')
  const text = content
    .replace(/_/g, ' ')
    .replace(/=([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)))
  return Buffer.from(text, 'latin1')
}
