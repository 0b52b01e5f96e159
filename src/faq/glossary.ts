import { foldLetters } from '../text/kazakh.ts'

/**
 * Concepts and how people write them in any language, separated by commas: prefixes of words, `$` after
 * a whole word, blanks between the prefixes of a phrase. `{ password: 'парол, құпия сөз, пин$' }`.
 */
export type Glossary = Record<string, string>

type Pattern = { concept: number; rest: readonly Prefix[] }
type Prefix = { text: string; whole: boolean }

/** Names the concepts in a row of folded words: number of the concept, place of its first word. */
export type ConceptFinder = (words: readonly string[]) => { concept: number; at: number }[]

const parsePrefix = (text: string): Prefix => ({
  text: text.endsWith('$') ? text.slice(0, -1) : text,
  whole: text.endsWith('$'),
})

const fits = (word: string | undefined, prefix: Prefix): boolean =>
  word !== undefined && (prefix.whole ? word === prefix.text : word.startsWith(prefix.text))

/** Compiles a glossary into a function that names the concepts in a row of folded words. */
export function compileGlossary(glossary: Glossary): ConceptFinder {
  const byPrefix = new Map<string, { whole: boolean; pattern: Pattern }[]>()
  for (const [concept, entries] of Object.values(glossary).entries()) {
    for (const entry of entries.split(',')) {
      const [first, ...rest] = foldLetters(entry.trim()).split(/\s+/).map(parsePrefix)
      if (!first || first.text === '') continue
      const list = byPrefix.get(first.text) ?? []
      list.push({ whole: first.whole, pattern: { concept, rest } })
      byPrefix.set(first.text, list)
    }
  }
  const single = new Map<string, { whole: boolean; pattern: Pattern }[]>()

  const startingWith = (word: string) => {
    const known = single.get(word)
    if (known) return known
    const found: { whole: boolean; pattern: Pattern }[] = []
    for (let length = 1; length <= word.length; length += 1) {
      for (const entry of byPrefix.get(word.slice(0, length)) ?? []) {
        if (!entry.whole || length === word.length) found.push(entry)
      }
    }
    if (single.size > 20_000) single.clear()
    single.set(word, found)
    return found
  }

  return (words) => {
    const found: { concept: number; at: number }[] = []
    words.forEach((word, at) => {
      for (const { pattern } of startingWith(word)) {
        if (pattern.rest.every((prefix, i) => fits(words[at + 1 + i], prefix))) {
          found.push({ concept: pattern.concept, at })
        }
      }
    })
    return found
  }
}
