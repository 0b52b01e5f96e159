import { decodeHeaderWords } from './header-words.ts'

export type MailAddress = { name: string; address: string }

/** Lower-case name → every value, unfolded, in the order of the mail. */
export function headerMap(lines: readonly { key: string; line: string }[]): Map<string, string[]> {
  const headers = new Map<string, string[]>()
  for (const { key, line } of lines) {
    const colon = line.indexOf(':')
    const value = Buffer.from(line.slice(colon + 1), 'latin1').toString('utf8')
    const unfolded = value.replace(/\r?\n[ \t]*/g, ' ').trim()
    const values = headers.get(key)
    if (values) values.push(unfolded)
    else headers.set(key, [unfolded])
  }
  return headers
}

/** Message-IDs of a header, in angle brackets; 200 at most. */
export function idsOf(headers: Map<string, string[]>, name: string): string[] {
  const value = (headers.get(name) ?? []).map(decodeHeaderWords).join(' ')
  const bracketed = value.match(/<[^<>\s]+>/g)
  if (bracketed) return bracketed.slice(0, 200)
  return value
    .split(/\s+/)
    .filter((word) => /^[^<>\s@]+@[^<>\s@]+$/.test(word))
    .map((word) => `<${word}>`)
}

type ParserAddress = { name?: string; address?: string; group?: ParserAddress[] }

/** Addresses of a header as the parser gives it, groups opened, lower-cased. */
export function addressesOf(field: unknown): MailAddress[] {
  const list = (Array.isArray(field) ? field : [field]) as (
    | { value?: ParserAddress[] }
    | undefined
  )[]
  return list
    .flatMap((entry) => entry?.value ?? [])
    .flatMap((entry) => entry.group ?? [entry])
    .filter((entry) => entry.address)
    .map(({ name = '', address = '' }) => ({
      name: /=\?/.test(name) ? decodeHeaderWords(name) : name,
      address: address.trim().toLowerCase(),
    }))
}

/** The sender's date, or null when missing or unreadable. */
export function dateOf(value: string | undefined): Date | null {
  if (value === undefined) return null
  const time = Date.parse(value.replace(/\([^)]*\)/g, '').trim())
  return Number.isNaN(time) ? null : new Date(time)
}
