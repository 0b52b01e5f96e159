import { type Token, tokenise } from '../text/tokens.ts'
import type { ConceptFinder } from './glossary.ts'

/** The four views of a text, each with its own vocabulary and its own weight in every score. */
export type Field = 'word' | 'pair' | 'concept' | 'chars'

/** A term and how often the text has it; `chars` terms are pieces of words, blanks mark word edges. */
export type TextTerms = Record<Field, Map<string, number>> & { display: Map<string, string> }

const pieceCache = new Map<string, readonly string[]>()

/** Spelling differences that people do not hear: ы/и/й, э/е, soft and hard signs, doubled letters. */
function blur(word: string): string {
  return word
    .replace(/[ыйі]/g, 'и')
    .replace(/э/g, 'е')
    .replace(/щ/g, 'ш')
    .replace(/[ьъ']/g, '')
    .replace(/(.)\1+/g, '$1')
}

function pieces(word: string): readonly string[] {
  const known = pieceCache.get(word)
  if (known) return known
  const framed = ` ${blur(word)} `
  const found: string[] = []
  for (let size = 3; size <= 5; size += 1) {
    for (let i = 0; i + size <= framed.length; i += 1) found.push(framed.slice(i, i + size))
  }
  if (found.length === 0) found.push(framed)
  if (pieceCache.size > 20_000) pieceCache.clear()
  pieceCache.set(word, found)
  return found
}

function count(map: Map<string, number>, term: string, by = 1): void {
  map.set(term, (map.get(term) ?? 0) + by)
}

/** Reads a question or an article into terms: stems, neighbouring stems, concepts, pieces of words. */
export function readTerms(text: string, findConcepts: ConceptFinder): TextTerms {
  const found = tokenise(text)
  const terms: TextTerms = {
    word: new Map(),
    pair: new Map(),
    concept: new Map(),
    chars: new Map(),
    display: new Map(),
  }
  let previous: string | undefined
  for (const token of found) {
    count(terms.word, token.stem)
    if (!terms.display.has(token.stem)) terms.display.set(token.stem, token.raw)
    if (previous !== undefined) count(terms.pair, `${previous} ${token.stem}`)
    previous = token.stem
    for (const piece of pieces(token.word)) count(terms.chars, piece)
  }
  addConcepts(terms, found, findConcepts)
  return terms
}

/** Concepts further apart than this many words are not taken to belong together. */
const PAIR_SPAN = 8

/** Concepts of single words and phrases, and unordered pairs of those that stand close to each other. */
function addConcepts(terms: TextTerms, found: readonly Token[], findConcepts: ConceptFinder): void {
  const hits = findConcepts(found.map((token) => token.word))
  found.forEach((token, at) => {
    const raw = token.raw.toLowerCase()
    if (raw !== token.word)
      for (const { concept } of findConcepts([raw])) hits.push({ concept, at })
  })
  const seen = new Set<string>()
  for (const { concept } of hits) seen.add(concept)
  for (const a of hits) {
    for (const b of hits) {
      if (a.concept < b.concept && Math.abs(a.at - b.at) <= PAIR_SPAN) {
        seen.add(`${a.concept}+${b.concept}`)
      }
    }
  }
  for (const concept of seen) count(terms.concept, concept)
}
