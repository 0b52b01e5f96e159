import { isAscii, isUtf8 } from 'node:buffer'

/** How bytes were read; `problem` is null when the declaration was right. */
export type Decoded = {
  text: string
  charset: string
  problem: 'missing' | 'wrong' | 'unknown' | 'broken' | null
}

const CYRILLIC = ['windows-1251', 'koi8-r', 'ibm866', 'iso-8859-5', 'x-mac-cyrillic']
const GUESSES = [...CYRILLIC, 'windows-1252']
const SAMPLE_BYTES = 4096
const ALIASES: Record<string, string> = {
  cp1251: 'windows-1251',
  win1251: 'windows-1251',
  windows1251: 'windows-1251',
  koi8: 'koi8-r',
  koi8r: 'koi8-r',
  cp866: 'ibm866',
  dos866: 'ibm866',
  unicode11utf7: 'utf-7',
  csunicode11utf7: 'utf-7',
  utf7: 'utf-7',
  utf8: 'utf-8',
  utf8mb4: 'utf-8',
  cp65001: 'utf-8',
  latin1: 'iso-8859-1',
  maccyrillic: 'x-mac-cyrillic',
  kz1048: 'kz-1048',
  rk1048: 'kz-1048',
  strk1048: 'kz-1048',
  strk10482002: 'kz-1048',
}

/** Charsets Node has no decoder for and the mail parser refuses or may lack. */
const OWN_DECODERS: Record<string, (bytes: Uint8Array) => string> = {
  'utf-7': decodeUtf7,
  'kz-1048': decodeKz1048,
}

/** True when the text must be rewritten although its declaration is right. */
export function needsOwnDecoder(charset: string): boolean {
  return Object.hasOwn(OWN_DECODERS, charset)
}

/** The common name of a charset label as found in the wild, or null when nobody knows it. */
export function charsetName(label: string): string | null {
  const key = label.toLowerCase().replace(/[^a-z0-9]/g, '')
  const name = ALIASES[key] ?? label.trim().toLowerCase()
  if (needsOwnDecoder(name)) return name
  try {
    return new TextDecoder(name).encoding
  } catch {
    return null
  }
}

/**
 * Decodes bytes by their declared charset unless the bytes speak against it: declared UTF-8 that
 * is not, one-byte charsets that hold UTF-8, koi8-r that is windows-1251, or no declaration.
 * @param declared the charset label of the part, '' when missing
 */
export function decodeBytes(bytes: Uint8Array, declared: string): Decoded {
  const name = declared === '' ? null : charsetName(declared)
  const own = name === null ? undefined : OWN_DECODERS[name]
  if (own && name !== null) return { text: own(bytes), charset: name, problem: null }
  if (name?.startsWith('utf-16') || bomCharset(bytes)) {
    const charset = bomCharset(bytes) ?? name ?? 'utf-8'
    return { text: new TextDecoder(charset).decode(bytes), charset, problem: null }
  }
  if (isAscii(bytes) && !name?.startsWith('iso-2022')) {
    return { text: Buffer.from(bytes).toString('latin1'), charset: name ?? 'utf-8', problem: null }
  }
  if (isUtf8(bytes) && !name?.startsWith('iso-2022')) {
    const problem = name === 'utf-8' ? null : declared === '' ? 'missing' : 'wrong'
    return { text: new TextDecoder().decode(bytes), charset: 'utf-8', problem }
  }
  return decodeOther(bytes, declared, name)
}

function decodeOther(bytes: Uint8Array, declared: string, name: string | null): Decoded {
  const trusted = name !== null && name !== 'utf-8' && !GUESSES.includes(name)
  if (trusted && name !== 'iso-8859-1') {
    return { text: new TextDecoder(name).decode(bytes), charset: name, problem: null }
  }
  if (looksLikeDamagedUtf8(bytes)) {
    return { text: new TextDecoder().decode(bytes), charset: 'utf-8', problem: 'broken' }
  }
  const charset = guess(bytes, name)
  const problem =
    charset === name ? null : declared === '' ? 'missing' : name === null ? 'unknown' : 'wrong'
  return { text: new TextDecoder(charset).decode(bytes), charset, problem }
}

function bomCharset(bytes: Uint8Array): string | null {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le'
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be'
  return null
}

function looksLikeDamagedUtf8(bytes: Uint8Array): boolean {
  const text = new TextDecoder().decode(highSample(bytes))
  let bad = 0
  let good = 0
  for (const char of text) {
    if (char === '\uFFFD') bad++
    else if (char > '\u007F') good++
  }
  return good > 3 * bad
}

/** The stretch of text around the first bytes above 127, which is all that tells charsets apart. */
function highSample(bytes: Uint8Array): Uint8Array {
  let first = 0
  while (first < bytes.length && (bytes[first] ?? 0) < 0x80) first++
  const start = Math.max(0, first - 16)
  return bytes.subarray(start, start + SAMPLE_BYTES)
}

function guess(bytes: Uint8Array, declared: string | null): string {
  const sample = highSample(bytes)
  let best = 'windows-1251'
  let bestScore = Number.NEGATIVE_INFINITY
  for (const charset of GUESSES) {
    // The declaration counts for something: it is overruled only by clearly better text.
    const bonus = charset === declared ? 1.25 : 1
    const plain = score(new TextDecoder(charset).decode(sample))
    const value = plain > 0 ? plain * bonus : plain / bonus
    if (value > bestScore) [best, bestScore] = [charset, value]
  }
  return best
}

const COMMON = new Set('оеаинтсрвл')

/** How much a text looks like words of a language written here, in points per odd character. */
function score(text: string): number {
  let points = 0
  let count = 0
  let previous = ' '
  for (const char of text) {
    if (char > '\u007F') {
      count++
      points += highPoints(char, previous)
    } else if (/[a-z]/i.test(char) && /\p{Script=Cyrillic}/u.test(previous)) points -= 1
    previous = char
  }
  return count === 0 ? 0 : points / count
}

function highPoints(char: string, previous: string): number {
  if (/\p{Script=Cyrillic}/u.test(char)) {
    if (/[а-яёіїєґ]/.test(char)) return COMMON.has(char) ? 2.5 : 1
    if (/[А-ЯЁІЇЄ]/.test(char)) return /[а-яё]/.test(previous) ? -1.5 : 0.6
    return -1
  }
  if (/\p{L}/u.test(char)) return /[a-z]/i.test(previous) ? 0.9 : /\p{L}/u.test(previous) ? -1 : 0
  return /[«»„“”’–—…№\u00A0©®°§]/.test(char) ? 0.3 : -2
}

/** RFC 2152. The parser refuses UTF-7; its text is shown only after sanitising, so we may read it. */
function decodeUtf7(bytes: Uint8Array): string {
  const ascii = Buffer.from(bytes).toString('latin1')
  return ascii.replace(/\+([A-Za-z0-9+/]*)-?/g, (_, run: string) => {
    if (run === '') return '+'
    const units = Buffer.from(run, 'base64')
    const even = units.subarray(0, units.length - (units.length % 2))
    return Buffer.from(even).swap16().toString('utf16le')
  })
}

const KZ1048: Record<string, string> = {
  '\u040C': 'Қ',
  '\u040B': 'Һ',
  '\u045C': 'қ',
  '\u045B': 'һ',
  '\u040E': 'Ұ',
  '\u045E': 'ұ',
  '\u0408': 'Ә',
  '\u0490': 'Ө',
  '\u0404': 'Ғ',
  '\u0407': 'Ү',
  '\u0491': 'ө',
  '\u0454': 'ғ',
  '\u0458': 'ә',
  '\u0405': 'Ң',
  '\u0455': 'ң',
  '\u0457': 'ү',
}

/** STRK1048-2002, the Kazakh variant of windows-1251: sixteen letters differ. */
function decodeKz1048(bytes: Uint8Array): string {
  const text = new TextDecoder('windows-1251').decode(bytes)
  return text.replace(/[\u0400-\u040F\u0450-\u045F\u0490\u0491]/g, (char) => KZ1048[char] ?? char)
}
