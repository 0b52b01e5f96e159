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

/** What the database cannot hold: zero bytes and halves of surrogate pairs. */
export function storable(text: string): string {
  return text.replaceAll('\0', '').toWellFormed()
}

/** RFC 5322, 2.1.1: a longer one came in no mail that follows the rules, and no index could hold it. */
const maxIdChars = 998

/** Message-IDs of a header, in angle brackets; 200 at most. */
export function idsOf(headers: Map<string, string[]>, name: string): string[] {
  const value = storable((headers.get(name) ?? []).map(decodeHeaderWords).join(' '))
  const bracketed = value.match(/<[^<>\s]+>/g)
  if (bracketed) return bracketed.filter((id) => id.length <= maxIdChars).slice(0, 200)
  return value
    .split(/\s+/)
    .filter((word) => /^[^<>\s@]+@[^<>\s@]+$/.test(word) && word.length <= maxIdChars)
    .map((word) => `<${word}>`)
}

const maxNameChars = 500
/** RFC 5321, 4.5.3.1: nothing can be sent to a longer one. */
const maxAddressChars = 320

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
    .filter(({ address = '' }) => address !== '' && address.length <= maxAddressChars)
    .map(({ name = '', address = '' }) => ({
      name: storable(/=\?/.test(name) ? decodeHeaderWords(name) : name).slice(0, maxNameChars),
      address: storable(address).trim().toLowerCase(),
    }))
}

/** The sender's date, or null when missing or unreadable. */
export function dateOf(value: string | undefined): Date | null {
  if (value === undefined) return null
  const time = Date.parse(value.replace(/\([^)]*\)/g, '').trim())
  return Number.isNaN(time) ? null : new Date(time)
}
