import {
  insultStems,
  kazakhObscene,
  latinObscene,
  maskedForms,
  obsceneStems,
  obsceneWhole,
} from './profanity-stems.ts'

export type ProfanityLevel = 'none' | 'insult' | 'obscene'

/** Words staff added: `stop` counts as obscene, `allow` never counts; both match whole words. */
export type ProfanityOptions = { stop?: readonly string[]; allow?: readonly string[] }

export type ProfanityHit = { level: 'insult' | 'obscene'; span: string }

export type ProfanityResult = { level: ProfanityLevel; hits: ProfanityHit[] }

/** Longer texts are judged by their beginning, which bounds the time. */
const textLimit = 20_000

const visual: Record<string, string> = {
  a: 'а',
  b: 'в',
  c: 'с',
  d: 'д',
  e: 'е',
  g: 'г',
  h: 'н',
  i: 'и',
  k: 'к',
  l: 'л',
  m: 'м',
  n: 'п',
  o: 'о',
  p: 'р',
  r: 'г',
  t: 'т',
  u: 'и',
  x: 'х',
  y: 'у',
  z: 'з',
  '0': 'о',
  '1': 'и',
  '3': 'з',
  '4': 'ч',
  '6': 'б',
  '@': 'а',
  $: 'с',
}

const phonetic: Record<string, string> = {
  a: 'а',
  b: 'б',
  c: 'к',
  d: 'д',
  e: 'е',
  f: 'ф',
  g: 'г',
  h: 'х',
  i: 'и',
  j: 'й',
  k: 'к',
  l: 'л',
  m: 'м',
  n: 'н',
  o: 'о',
  p: 'п',
  r: 'р',
  s: 'с',
  t: 'т',
  u: 'у',
  v: 'в',
  w: 'в',
  x: 'х',
  y: 'у',
  z: 'з',
  '0': 'о',
  '1': 'л',
  '3': 'з',
  '4': 'ч',
  '6': 'б',
  '@': 'а',
  $: 'с',
}

const spell = (word: string, map: Record<string, string>): string =>
  Array.from(word, (letter) => map[letter] ?? letter).join('')

const collapse = (word: string): string => word.replace(/(\p{L})\1{1,}/gu, '$1')

const maskedPatterns = new Map<string, boolean>()

/** «п*здец», «пи**ец»: does any obscene form fit the letters that were left? */
function fitsMask(word: string): boolean {
  if (
    !/^[а-я]+[*#@_•]+[а-я]*$|^[*#@_•]+[а-я]{2,}$|^[а-я]+[*#@_•]+[а-я]+[*#@_•]+[а-я]*$/u.test(word)
  )
    return false
  const known = maskedPatterns.get(word)
  if (known !== undefined) return known
  const pattern = new RegExp(
    `^${word.replace(/[*#@_•]+/gu, (run) => `[а-я]{1,${run.length + 1}}`)}$`,
    'u',
  )
  const fits = maskedForms.some((form) => pattern.test(form))
  if (maskedPatterns.size > 5000) maskedPatterns.clear()
  maskedPatterns.set(word, fits)
  return fits
}

function isObscene(word: string): boolean {
  if (word.length < 2) return false
  if (/^[a-z*]+$/u.test(word)) {
    if (/^f\*+(?:k|ck)?(?:ing|ed)?$/u.test(word)) return true
    return latinObscene.some((stem) => stem.test(word)) || /^(?:xy[ijyu]|cyka|xyi)/u.test(word)
  }
  if (kazakhObscene.some((stem) => stem.test(word)) || fitsMask(word)) return true
  const plain = word.replace(/[^\p{L}\d@$]/gu, '')
  if (obsceneWhole.has(plain)) return true
  if (/^[а-я]+$/u.test(plain)) return matches(plain)
  return [visual, phonetic].some((map) => {
    const spelt = spell(plain, map)
    return /^[а-я]+$/u.test(spelt) && matches(spelt)
  })
}

function matches(word: string): boolean {
  if (obsceneStems.some((stem) => stem.test(word))) return true
  const short = collapse(word)
  return short !== word && obsceneStems.some((stem) => stem.test(short))
}

const edges = /^[^\p{L}\p{N}*#@$]+|[^\p{L}\p{N}*#@$]+$/gu

/** Obscene words and insults of a text in Russian, Kazakh, translit, leetspeak and masked letters. */
export function findProfanity(text: string, options: ProfanityOptions = {}): ProfanityResult {
  const allow = new Set(
    (options.allow ?? []).map((word) => word.toLowerCase().replaceAll('ё', 'е')),
  )
  const stop = new Set((options.stop ?? []).map((word) => word.toLowerCase().replaceAll('ё', 'е')))
  const clean = text
    .slice(0, textLimit)
    .normalize('NFKC')
    .replace(/\p{Cf}/gu, '')
  const spans = clean
    .split(/\s+/u)
    .map((raw) => raw.replace(edges, ''))
    .filter((raw) => raw !== '')
  const hits: ProfanityHit[] = []
  const judge = (span: string, word: string): boolean => {
    if (allow.has(word)) return false
    if (stop.has(word) || isObscene(word)) hits.push({ level: 'obscene', span })
    else if (insultStems.some((stem) => stem.test(word))) hits.push({ level: 'insult', span })
    else return false
    return true
  }
  let letters: string[] = []
  const flush = (): void => {
    if (letters.length > 1) {
      const joined = letters.join('').toLowerCase().replaceAll('ё', 'е')
      if (joined.length > 2 && joined.length < 12) judge(letters.join(' '), joined)
    }
    letters = []
  }
  for (const span of spans) {
    const word = span.toLowerCase().replaceAll('ё', 'е')
    const parts = word.split(/[^\p{L}\p{N}*#@$]+/u).filter((part) => part !== '')
    const spaced = parts.length > 2 && parts.every((part) => part.length <= 2)
    if (spaced) judge(span, parts.join(''))
    else if (parts.length > 1 && /_/u.test(word) && judge(span, parts.join(''))) continue
    else for (const part of parts) judge(span, part)
    if (word.length <= 2 && /^[\p{L}\d$]+$/u.test(word) && !particles.has(word)) letters.push(word)
    else flush()
  }
  flush()
  const level = hits.some((hit) => hit.level === 'obscene')
    ? 'obscene'
    : hits.length > 0
      ? 'insult'
      : 'none'
  return { level, hits }
}

/** Short words of prose that must not be glued to their neighbours. */
const particles: ReadonlySet<string> = new Set(
  'не на по за из от до со ко во об мы вы ты он но да же ли бы то их ее ей ип ок ну нб'.split(' '),
)
