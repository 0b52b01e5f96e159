import { type Token, tokenise } from '../text/tokens.ts'
import type { ConceptFinder } from './glossary.ts'

/** The four views of a text: stems, neighbouring stems, concepts with pairs of them, pieces of words. */
const WORD = 0
const PAIR = 1
const CONCEPT = 2
const PIECE = 3
export const FIELD_COUNT = 4

/** Numbers for terms: one row of numbers over all fields, each field with its own names. */
export type Lexicon = {
  findConcepts: ConceptFinder
  /** Field of each term number. */
  fieldOf: number[]
  stems: Map<string, number>
  pieces: Map<string, number>
  /** By `pairKey` of the numbers of two stems. */
  pairs: Map<number, number>
  /** By `conceptKey` of two concepts, of one concept twice for the concept alone. */
  concepts: Map<number, number>
  /** Piece numbers of the words met while building. */
  pieceIds: Map<string, Uint32Array>
}

/** Terms of one text by number, ascending, and how often the text has each. */
export type CountedRow = { ids: Uint32Array; counts: Float32Array }

export type ReadText = {
  row: CountedRow
  tokens: readonly Token[]
  /** Concepts and pairs of concepts found, known to the lexicon or not. */
  concepts: number
}

export function createLexicon(findConcepts: ConceptFinder): Lexicon {
  return {
    findConcepts,
    fieldOf: [],
    stems: new Map(),
    pieces: new Map(),
    pairs: new Map(),
    concepts: new Map(),
    pieceIds: new Map(),
  }
}

const UNKNOWN = -1

function numberOf<Key>(
  lexicon: Lexicon,
  names: Map<Key, number>,
  field: number,
  term: Key,
  grow: boolean,
): number {
  const known = names.get(term)
  if (known !== undefined) return known
  if (!grow) return UNKNOWN
  const id = lexicon.fieldOf.length
  names.set(term, id)
  lexicon.fieldOf.push(field)
  return id
}

/** A small integer for two stems; small integers make the fastest keys, a rare collision costs nothing. */
const pairKey = (a: number, b: number): number => (Math.imul(a, 0x9e3779b1) ^ b) & 0x3fffffff

const conceptKey = (a: number, b: number): number => (a < b ? (a << 12) | b : (b << 12) | a)

/** Spelling differences that people do not hear: ы/и/й, э/е, soft and hard signs, doubled letters. */
function blur(word: string): string {
  return word
    .replace(/[ыйі]/g, 'и')
    .replace(/э/g, 'е')
    .replace(/щ/g, 'ш')
    .replace(/[ьъ']/g, '')
    .replace(/(.)\1+/g, '$1')
}

/** Numbers of the three to five letter pieces of a word; blanks mark its edges. */
function piecesOf(lexicon: Lexicon, word: string, grow: boolean): Uint32Array {
  const known = lexicon.pieceIds.get(word)
  if (known) return known
  const framed = ` ${blur(word)} `
  const ids: number[] = []
  for (let size = 3; size <= 5; size += 1) {
    for (let i = 0; i + size <= framed.length; i += 1) {
      const id = numberOf(lexicon, lexicon.pieces, PIECE, framed.slice(i, i + size), grow)
      if (id !== UNKNOWN) ids.push(id)
    }
  }
  const found = new Uint32Array(ids)
  if (grow) lexicon.pieceIds.set(word, found)
  return found
}

const REMEMBERED_TEXTS = 20_000
const remembered = new Map<string, readonly Token[]>()

/** Words of a text; remembered, because an index is rebuilt for every change of one article. */
function tokensOf(text: string): readonly Token[] {
  const known = remembered.get(text)
  if (known) return known
  const tokens = tokenise(text)
  if (remembered.size >= REMEMBERED_TEXTS) remembered.clear()
  if (text.length <= 2000) remembered.set(text, tokens)
  return tokens
}

/** Reads a text into term numbers; with `grow` new terms get numbers, without it they are left out. */
export function readText(lexicon: Lexicon, text: string, grow: boolean): ReadText {
  const tokens = tokensOf(text)
  const ids: number[] = []
  const push = (id: number): void => {
    if (id !== UNKNOWN) ids.push(id)
  }
  let previous = UNKNOWN
  for (const { word, stem } of tokens) {
    const id = numberOf(lexicon, lexicon.stems, WORD, stem, grow)
    push(id)
    if (id !== UNKNOWN && previous !== UNKNOWN) {
      push(numberOf(lexicon, lexicon.pairs, PAIR, pairKey(previous, id), grow))
    }
    previous = id
    const pieces = piecesOf(lexicon, word, grow)
    for (let i = 0; i < pieces.length; i += 1) ids.push(pieces[i] ?? 0)
  }
  const concepts = conceptsOf(lexicon.findConcepts, tokens)
  for (const key of concepts) push(numberOf(lexicon, lexicon.concepts, CONCEPT, key, grow))
  return { row: countIds(ids), tokens, concepts: concepts.size }
}

function countIds(ids: readonly number[]): CountedRow {
  const sorted = new Uint32Array(ids).sort()
  const unique = new Uint32Array(sorted.length)
  const counts = new Float32Array(sorted.length)
  let last = -1
  for (let i = 0; i < sorted.length; i += 1) {
    const id = sorted[i] ?? 0
    if (last < 0 || unique[last] !== id) {
      last += 1
      unique[last] = id
    }
    counts[last] = (counts[last] ?? 0) + 1
  }
  return { ids: unique.slice(0, last + 1), counts: counts.slice(0, last + 1) }
}

/** Concepts further apart than this many words are not taken to belong together. */
const PAIR_SPAN = 8

/** Keys of the concepts in a text, and of unordered pairs of those that stand close to each other. */
function conceptsOf(findConcepts: ConceptFinder, tokens: readonly Token[]): Set<number> {
  const hits = findConcepts(tokens.map((token) => token.word))
  tokens.forEach(({ raw, word }, at) => {
    // «password» read as «пассворд»: the glossary knows English words as they are written.
    if (!/^[a-z]/i.test(raw) || /^[a-z]/.test(word)) return
    for (const { concept } of findConcepts([raw.toLowerCase()])) hits.push({ concept, at })
  })
  hits.sort((a, b) => a.at - b.at)
  const seen = new Set<number>()
  hits.forEach((a, i) => {
    seen.add(conceptKey(a.concept, a.concept))
    for (let j = i + 1; j < hits.length; j += 1) {
      const b = hits[j]
      if (!b || b.at - a.at > PAIR_SPAN) break
      seen.add(conceptKey(a.concept, b.concept))
    }
  })
  return seen
}
