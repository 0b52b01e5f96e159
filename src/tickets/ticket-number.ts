/**
 * The public ticket ID `KNS-483-920-179`: nine digits, random, the last a check digit by Damm's
 * quasigroup, which detects every single wrong digit and every swap of two neighbours.
 */

const DAMM = [
  '0317598642',
  '7092154863',
  '4206871359',
  '1750983426',
  '6123045978',
  '3674209581',
  '5869720134',
  '8945362017',
  '9438617205',
  '2581436790',
]

const DIGITS = 9
const NUMBERS = 90_000_000

/** The Damm check digit of a string of digits. */
export function checkDigit(digits: string): string {
  let interim = 0
  for (const digit of digits) interim = Number(DAMM[interim]?.[Number(digit)])
  return String(interim)
}

/** True for nine digits whose last one is the right check digit. */
export function isValidTicketNumber(nine: string): boolean {
  return /^\d{9}$/.test(nine) && checkDigit(nine) === '0'
}

/**
 * Nine digits for a new ticket; never begins with zero.
 * @param randomBytes a cryptographic source, such as `randomBytes` of `node:crypto`
 */
export function makeTicketNumber(randomBytes: (size: number) => Uint8Array): string {
  // 48 random bits against 9e7 numbers: the bias of the remainder is below one in a million.
  let value = 0
  for (const byte of randomBytes(6)) value = value * 256 + byte
  const body = String(10_000_000 + (value % NUMBERS))
  return body + checkDigit(body)
}

/** `483920179` → `KNS-483-920-179`. */
export function formatTicketNumber(nine: string): string {
  return `KNS-${nine.slice(0, 3)}-${nine.slice(3, 6)}-${nine.slice(6)}`
}

// People type the prefix with the keyboard at hand, and look-alikes of both alphabets mix.
const PREFIX = '(?<![\\p{L}\\p{N}])[KКҚΚ][NНHΝ][SСC]'
const GAP = '[\\s\\p{Pd}\\u2212\\u2043_./>]{0,6}'
const MARK = `${GAP}(?:(?:№|#|No\\.?|:)${GAP})?`
const AFTER_PREFIX = new RegExp(`${PREFIX}${MARK}(?=\\d)`, 'giu')
const GROUPS = new RegExp(`\\d+(?:${GAP}\\d+){0,9}`, 'uy')
const INVISIBLE = /[\u00AD\u200B-\u200F\u2060\uFEFF]/g

type Found = { found: string[]; mistyped: string[] }

/**
 * Ticket IDs in a subject or text, in order, each once, as nine digits. `mistyped` holds the digits
 * of what was meant as an ID but is none (wrong check digit, one or two digits too few or too many):
 * to be asked about, never to be guessed.
 */
export function findTicketNumbers(text: string): Found {
  const found = new Set<string>()
  const mistyped = new Set<string>()
  const plain = text.normalize('NFKC').replace(INVISIBLE, '')
  for (const prefix of plain.matchAll(AFTER_PREFIX)) {
    GROUPS.lastIndex = prefix.index + prefix[0].length
    const run = GROUPS.exec(plain)?.[0]
    if (run === undefined) continue
    const digits = idDigits(run)
    if (isValidTicketNumber(digits)) found.add(digits)
    else if (digits.length >= DIGITS - 2 && digits.length <= DIGITS + 2) mistyped.add(digits)
  }
  return { found: [...found], mistyped: [...mistyped] }
}

/**
 * The digits that belong to the ID. A number after a space may be the next word of the sentence
 * (`KNS-483-920-179 2 files`), one after a dash belongs to the ID.
 */
function idDigits(run: string): string {
  const groups = [...run.matchAll(/(\D*)(\d+)/g)]
  let digits = ''
  for (const [, gap = '', group = ''] of groups) {
    const sentenceGoesOn = /^[\s.]+$/.test(gap)
    if (digits.length >= DIGITS && sentenceGoesOn) break
    if (digits.length >= DIGITS - 1 && sentenceGoesOn && group.length > 1) break
    digits += group
  }
  return digits
}
