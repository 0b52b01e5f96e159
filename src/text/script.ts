import { commonEnglish, commonKazakh, commonRussian } from './common-words.ts'
import { foldLetters } from './kazakh.ts'

const syllables: [RegExp, string][] = [
  [/shch|sch/g, 'щ'],
  [/kh/g, 'х'],
  [/zh/g, 'ж'],
  [/ts/g, 'ц'],
  [/ch/g, 'ч'],
  [/sh/g, 'ш'],
  [/y[ouae]|j[ua]|iu/g, ''],
  [/ck/g, 'к'],
  [/w/g, 'в'],
  [/(^|[aeiouyäöü])[yj](?![bcdfghjklmnpqrstvwxz])/g, '$1й'],
  [/([aeiouäöü])y/g, '$1й'],
  [/qu/g, 'ку'],
]

const soft: Record<string, string> = {
  yo: 'е',
  yu: 'ю',
  ya: 'я',
  ye: 'е',
  ju: 'ю',
  ja: 'я',
  iu: 'ю',
}

const letters: Record<string, string> = {
  a: 'а',
  ä: 'а',
  á: 'а',
  b: 'б',
  c: 'ц',
  d: 'д',
  e: 'е',
  f: 'ф',
  g: 'г',
  ğ: 'г',
  h: 'х',
  i: 'и',
  ı: 'ы',
  j: 'ж',
  k: 'к',
  l: 'л',
  m: 'м',
  n: 'н',
  ñ: 'н',
  o: 'о',
  ö: 'о',
  p: 'п',
  q: 'к',
  r: 'р',
  s: 'с',
  ş: 'ш',
  t: 'т',
  u: 'у',
  ü: 'у',
  ū: 'у',
  v: 'в',
  w: 'в',
  x: 'х',
  y: 'ы',
  z: 'з',
  "'": 'ь',
  '’': 'ь',
}

const abbreviations: Record<string, string> = {
  ecp: 'эцп',
  etsp: 'эцп',
  iin: 'иин',
  bin: 'бин',
  too: 'тоо',
  nuc: 'нуц',
  nds: 'ндс',
  esf: 'эсф',
  avr: 'авр',
  c: 'с',
}

/** Cyrillic reading of a Latin word («parolyu» → «паролю»), folded; other letters stay as they are. */
export const cyrillicFromLatin = remembered((word) => {
  let text = word.toLowerCase()
  const fixed = abbreviations[text]
  if (fixed !== undefined) return fixed
  for (const [pattern, replacement] of syllables) {
    text =
      replacement === ''
        ? text.replace(pattern, (pair) => soft[pair] ?? pair)
        : text.replace(pattern, replacement)
  }
  let out = ''
  for (const letter of text) out += letters[letter] ?? letter
  return out
})

/** Letters repeat their words, and reading one takes a dozen regular expressions. */
function remembered(read: (word: string) => string): (word: string) => string {
  const readings = new Map<string, string>()
  return (word) => {
    const known = readings.get(word)
    if (known !== undefined) return known
    const reading = read(word)
    if (readings.size >= 10_000) readings.clear()
    // A very long "word" is no word, and would only be kept in vain.
    if (word.length <= 40) readings.set(word, reading)
    return reading
  }
}

const latinRow = "qwertyuiop[]asdfghjkl;'zxcvbnm,.`"
const cyrillicRow = 'йцукенгшщзхъфывапролджэячсмитьбюё'

/** The word as it was meant when the keyboard was left in the English layout («ghbdtn» → «привет»). */
export const cyrillicFromLayout = remembered((word) => {
  let out = ''
  for (const letter of word.toLowerCase()) {
    const at = latinRow.indexOf(letter)
    out += at < 0 ? letter : (cyrillicRow[at] ?? letter)
  }
  return out
})

const foldedFromLatin = remembered((word) => foldLetters(cyrillicFromLatin(word)))
const foldedFromLayout = remembered((word) => foldLetters(cyrillicFromLayout(word)))

function hits(words: readonly string[], ...sets: ReadonlySet<string>[]): number {
  let count = 0
  for (const word of words) if (sets.some((set) => set.has(word))) count += 1
  return count
}

export type LatinReading = 'english' | 'translit' | 'layout'

/** What a text written in Latin letters most probably is, by the frequent words each reading yields. */
export function readLatin(latinWords: readonly string[]): LatinReading {
  const english = hits(
    latinWords.map((word) => word.toLowerCase()),
    commonEnglish,
  )
  const translit = hits(latinWords.map(foldedFromLatin), commonRussian, commonKazakh)
  const layout = hits(latinWords.map(foldedFromLayout), commonRussian)
  if (layout > english && layout > translit) return 'layout'
  return translit > english ? 'translit' : 'english'
}

/**
 * Gives Latin-typed Russian or Kazakh its Cyrillic letters back; English and product names stay.
 * Expects text that went through `cleanText`.
 */
export function restoreScript(text: string): string {
  const latinWords = text.match(/[a-zäöüñğşıáū'’]{2,}/gi) ?? []
  if (latinWords.length === 0) return text
  const cyrillicCount = text.match(/[а-яёәғқңөұүһі]{2,}/gi)?.length ?? 0
  const reading = readLatin(latinWords)
  if (reading === 'layout' && cyrillicCount === 0) {
    return text.replace(/[a-z[\];',.`]*[a-z][a-z[\];',.`]*/gi, cyrillicFromLayout)
  }
  const wholeText = reading === 'translit' && latinWords.length > cyrillicCount
  return text.replace(/[a-zäöüñğşıáū][a-zäöüñğşıáū'’]*/gi, (word) => {
    const lower = word.toLowerCase()
    if (productNames.has(lower)) return word
    const cyrillic = cyrillicFromLatin(word)
    if (wholeText) return cyrillic
    if (commonEnglish.has(lower)) return word
    return commonRussian.has(cyrillic) || commonKazakh.has(cyrillic) ? cyrillic : word
  })
}

/** Latin names that Russian and Kazakh letters use as they are. */
const productNames: ReadonlySet<string> = new Set(
  `kense ncalayer egov gost rsa auth chrome firefox edge opera safari yandex windows mac macos linux excel word
  outlook gmail mail telegram whatsapp sms pdf xml xlsx xls docx zip rar png jpg jpeg gif bmp csv json api http https
  vpn ip erp crm usb ok app android iphone ios id bin iin office wifi login email`
    .split(/\s+/)
    .filter(Boolean),
)
