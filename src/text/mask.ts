import { commonEnglish, commonKazakh, commonRussian } from './common-words.ts'
import { foldLetters } from './kazakh.ts'

/** Agreement 5.4.3: what must not reach logs or a third party. */
export type MaskKind =
  | 'private_key'
  | 'secret'
  | 'email'
  | 'card'
  | 'iban'
  | 'iin'
  | 'phone'
  | 'name'

export type Masked = { text: string; kinds: MaskKind[] }

/** `originals` maps each placeholder to what it stands for. */
export type ReversiblyMasked = Masked & { originals: ReadonlyMap<string, string> }

const privateKey =
  /-----BEGIN [A-Z0-9 ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z0-9 ]*PRIVATE KEY-----|$)/g
const email =
  /(?<![\p{L}\p{N}._%+-])[\p{L}\p{N}._%+-]{1,64}@[\p{L}\p{N}-]{1,63}(?:\.[\p{L}\p{N}-]{1,63}){1,5}/gu
const iban = /(?<![\p{L}\p{N}])KZ\d{2}[ ]?(?:[A-Z0-9]{4}[ ]?){4}(?![\p{L}\p{N}])/gu
const longNumber = /(?<!\p{Nd})\p{Nd}(?:[ -]?\p{Nd}){12,18}(?!\p{Nd})/gu
const iin =
  /(?<!\p{Nd})(?:\p{Nd}{12}|\p{Nd}{6}[ -]\p{Nd}{6}|(?:\p{Nd}{4}[ -]){2}\p{Nd}{4})(?!\p{Nd})/gu
const phone =
  /(?<![\p{L}\p{N}])(?:\+\d{1,3}[ -]?)?(?:\(\d{3}\)|\d{3,4})(?:[ -]?\d){6,8}(?!\p{N})|(?<!\d)\+\d[\d ()-]{8,16}\d/gu
const secret =
  /(?<!\p{L})(пароль|пароли|пароля|паролем|парольі?м|парол|құпия\s?сөз\p{L}{0,4}|купия\s?с[оө]з\p{L}{0,4}|pin(?:-?code)?|пин(?:-?код)?\p{L}{0,2}|password|passwd|passphrase|pwd|parol)((?:\s+(?:от|к|для|на|такой|вот|это|был|была|мой|наш|сейчас|новый|старый|is|was|for|the|my|to|ключа|ключу|эцп|кабинета|кабинету|входа|почты|key|account|login)){0,4})(\s*[:=—–"«-]+\s*|\s+)([^\s,;"»]{3,64})/giu

function luhnValid(digits: string): boolean {
  let sum = 0
  for (let i = 0; i < digits.length; i += 1) {
    const digit = Number(digits[digits.length - 1 - i])
    const doubled = i % 2 === 1 ? digit * 2 : digit
    sum += doubled > 9 ? doubled - 9 : doubled
  }
  return sum % 10 === 0
}

/** A word after «пароль» is taken for the password itself when marked off or unlike a word of prose. */
function looksSecret(separator: string, token: string): boolean {
  const word = foldLetters(token.replace(/[.!?…]+$/, ''))
  if (commonRussian.has(word) || commonKazakh.has(word)) return false
  if (/[:=—–"«-]/.test(separator)) return true
  if (/\d/.test(token) || /[@#$%^&*_!]./.test(token)) return true
  return /^[a-z]{4,}$/i.test(token) && !commonEnglish.has(token.toLowerCase())
}

/** What stands in the place of `original`; null leaves it. */
type Place = (kind: MaskKind, original: string) => string | null

function maskWith(text: string, names: readonly string[], place: Place): Masked {
  const kinds = new Set<MaskKind>()
  const put = (kind: MaskKind, original: string): string => {
    const placed = place(kind, original)
    if (placed !== null) kinds.add(kind)
    return placed ?? original
  }
  let out = text
    .replace(privateKey, (key) => put('private_key', key))
    .replace(email, (address) => put('email', address))
    .replace(
      secret,
      (whole: string, word: string, link: string, separator: string, token: string) =>
        looksSecret(separator, token) && !token.startsWith('⟦')
          ? `${word}${link}${separator}${put('secret', token)}`
          : whole,
    )
    .replace(iban, (account) => put('iban', account))
    .replace(longNumber, (number) =>
      luhnValid(number.replace(/[ -]/g, '')) ? put('card', number) : number,
    )
    .replace(iin, (number) => put('iin', number))
    .replace(phone, (number) =>
      (number.match(/\d/g)?.length ?? 0) >= 10 ? put('phone', number) : number,
    )
  for (const name of names.toSorted((a, b) => b.length - a.length)) {
    if (name.trim().length < 3) continue
    const escaped = name.trim().replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
    const pattern = new RegExp(`(?<!\\p{L})${escaped}\\p{L}{0,3}(?!\\p{L})`, 'giu')
    out = out.replace(pattern, (found) => put('name', found))
  }
  return { text: out, kinds: [...kinds] }
}

/** For logs and previews: the originals are gone. `names` are persons known to the caller. */
export function maskPersonalData(text: string, names: readonly string[] = []): Masked {
  return maskWith(text, names, (kind) => `⟦${kind.toUpperCase()}⟧`)
}

/**
 * For staff and their search (R13, R16): no passwords, private keys, card numbers or IINs; names, phones and
 * addresses stay. The original lies apart, with what was received.
 */
export function maskSecrets(text: string): Masked {
  return maskWith(text, [], (kind, original) => {
    switch (kind) {
      case 'private_key':
      case 'secret':
        return `⟦${kind.toUpperCase()}⟧`
      case 'card':
        return `**** ${original.slice(-4)}`
      case 'iin':
        return isPersonal(original) ? `${original.replace(/\D/g, '').slice(0, 6)}******` : null
      default:
        return null
    }
  })
}

/** The fifth digit tells a person (day of birth, 0–3) from an organisation (4–6). */
function isPersonal(number: string): boolean {
  return /^\d{4}[0-3]/.test(number.replace(/\D/g, ''))
}

export function holdsPrivateKey(text: string): boolean {
  return text.search(privateKey) >= 0
}

/** For a model call: equal originals share one placeholder, so that references survive. */
export function maskReversibly(text: string, names: readonly string[] = []): ReversiblyMasked {
  const originals = new Map<string, string>()
  const placeholders = new Map<string, string>()
  // A placeholder typed by the client must not be swapped for somebody's number on the way back.
  const masked = maskWith(text.replace(/[⟦⟧]/g, ''), names, (kind, original) => {
    const known = placeholders.get(`${kind}:${original}`)
    if (known !== undefined) return known
    const placeholder = `⟦${kind.toUpperCase()}_${originals.size + 1}⟧`
    placeholders.set(`${kind}:${original}`, placeholder)
    originals.set(placeholder, original)
    return placeholder
  })
  return { ...masked, originals }
}

/** Puts the originals back; unknown placeholders stay as they are. */
export function restoreMasked(text: string, originals: ReadonlyMap<string, string>): string {
  return text.replace(/⟦[A-Z_]+_\d+⟧/g, (placeholder) => originals.get(placeholder) ?? placeholder)
}
