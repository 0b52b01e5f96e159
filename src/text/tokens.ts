import { newStemmer } from 'snowball-stemmers'
import { cleanText } from './clean.ts'
import { foldLetters, stemKazakh } from './kazakh.ts'
import { detectLanguage, type TextLanguage } from './language.ts'
import { restoreScript } from './script.ts'

const russian = newStemmer('russian')
const english = newStemmer('english')

const cacheLimit = 20_000
const cache = new Map<string, string>()

/** Stem of one folded word; the language matters for Cyrillic words only, Latin ones stem as English. */
export function stemWord(foldedWord: string, lang: TextLanguage): string {
  const key = `${lang}:${foldedWord}`
  const known = cache.get(key)
  if (known !== undefined) return known
  const stem = /^[a-z]/.test(foldedWord)
    ? english.stem(foldedWord)
    : lang === 'kk'
      ? stemKazakh(foldedWord)
      : russian.stem(foldedWord)
  if (cache.size >= cacheLimit) cache.clear()
  cache.set(key, stem)
  return stem
}

export type Token = {
  /** Folded, lower case, script restored. */
  word: string
  stem: string
  /** The token as it stands in the cleaned text. */
  raw: string
}

/** The text cleaned, its script restored, folded to lower case: what character features are taken from. */
export function normaliseText(text: string): string {
  return foldLetters(restoreScript(cleanText(text)))
}

/** Words and numbers of a text, normalised and stemmed. `lang` saves detecting it again. */
export function tokenise(text: string, lang: TextLanguage = detectLanguage(text).lang): Token[] {
  const restored = restoreScript(cleanText(text))
  const tokens: Token[] = []
  for (const match of restored.matchAll(/1[сc](?![\p{L}\p{N}])|[\p{L}]+|[\p{N}]+/giu)) {
    const raw = match[0]
    const word = /^1[сc]$/i.test(raw) ? '1с' : foldLetters(raw)
    tokens.push({ raw, word, stem: stemWord(word, lang) })
  }
  return tokens
}
